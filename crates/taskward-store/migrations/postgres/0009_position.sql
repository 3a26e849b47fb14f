-- Where a task was put by hand: a text between those of its neighbours. One that was put nowhere stands where its id says.
ALTER TABLE taskward.tasks ADD COLUMN position text COLLATE "C";
GRANT UPDATE (position) ON taskward.tasks TO taskward_app;
