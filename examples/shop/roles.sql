-- The program owns its data and may take most connections; the exporter may look at statistics.
\set shop `cat /run/secrets/shop-db-password`
\set monitor `cat /run/secrets/shop-db-monitor-password`
create role shop login password :'shop' connection limit 30;
alter database shop owner to shop;
create role monitor login password :'monitor' connection limit 3;
grant pg_monitor to monitor;
create extension if not exists pg_stat_statements;
