-- Stands before each script. A client has a person of its own, so that nobody waits for anybody, and learns once who
-- that is and which task and revision they have.
\if :known = 0
\set known 1
SELECT user_id AS owner, task, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now,
       CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) * 1024 + :client_id AS number
    FROM public.bench_people WHERE number = :client_id \gset
SELECT set_config('taskward.user_id', :owner, false);
SELECT revision, revision - 10 AS since FROM owners WHERE user_id = :owner \gset
SELECT set_config('taskward.user_id', '', false);
\endif
