-- It reads the channels with jobs, and in their index those that are expired. A channel with a lease has a job.
SELECT
    count(*) AS with_jobs,
    count(*) FILTER (WHERE greatest(held_until, lease_until) <= now()) AS due,
    count(*) FILTER (WHERE held_until > now()) AS held,
    count(*) FILTER (WHERE lease_owner IS NOT NULL AND lease_until > now()) AS leased,
    coalesce(sum(waiting), 0)::bigint AS jobs,
    coalesce(sum(waiting) FILTER (WHERE held_until > now()), 0)::bigint AS held_jobs,
    (SELECT count(*) FROM mpns.channel WHERE expired IS NOT NULL) AS expired
FROM mpns.channel
WHERE waiting > 0
