# Without a password one sees statistics only, which is enough for the exporter; the shop reads and writes.
umask 077
cat >/tmp/users.acl <<ACL
user default on nopass resetkeys resetchannels -@all +ping +info +client|setname +config|get +slowlog|get +slowlog|len +latency|latest +latency|histogram
user shop on >$(cat /run/secrets/shop-cache-password) ~* -@all +get +set +info +ping +client
ACL
exec redis-server /etc/redis/redis.conf
