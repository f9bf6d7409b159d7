#!/bin/sh
# On db1 and db2, as a service: guard-disk.sh NAME ADDRESS DIRECTORY MEBIBYTES
# PostgreSQL goes on as primary when its disk is full, and every write fails. So where fewer mebibytes than these are
# left in the directory of its data and this machine is the primary, the other takes over (Patroni refuses where
# there is none that has everything).
while sleep 2; do
  left=$(df --output=avail --block-size=1M "$3" | tail -n 1)
  if [ "$left" -lt "$4" ] && curl -fs -m 2 -o /dev/null "http://$2:8008/primary"; then
    curl -s -m 20 -X POST -H "Content-Type: application/json" -d "{\"leader\": \"$1\"}" "http://$2:8008/switchover"
    sleep 20
  fi
done
