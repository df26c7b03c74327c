-- Which address said yes: when it is another one by now, it is asked first. A digest, so that the address still stands in one table only.
alter table serve.push_subscriptions add column confirmed_for bytea;
