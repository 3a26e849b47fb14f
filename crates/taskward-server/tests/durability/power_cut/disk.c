/*
 * A disk whose power can be cut: loaded into a program (LD_PRELOAD), it notes what would survive.
 *
 *   DISK          the folder whose files are watched; no folders in it
 *   DISK_SYNCED   a second one, where each file lies as it was when it was last synced
 *   DISK_STALL    while there is a pipe of this name, syncing opens it and never ends
 *   DISK_LIES     if set, syncing succeeds and nothing is noted
 *
 * Syncing a file notes the whole file, whoever wrote it, and its name; syncing the folder notes which files
 * were deleted. If the program is killed meanwhile, some of it is noted: a disk that was asked to sync may have
 * begun to. The copy is changed in place, so that what was synced before is never missing.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static int note_file(int file, const char *copy)
{
	static char block[1 << 16];
	off_t at = 0;
	ssize_t count;
	int out = open(copy, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (out < 0)
		return -1;
	while ((count = pread(file, block, sizeof block, at)) > 0) {
		if (pwrite(out, block, count, at) != count)
			count = -1;
		if (count < 0)
			break;
		at += count;
	}
	if (count == 0)
		count = ftruncate(out, at);
	close(out);
	return (int)count;
}

static int note_deletions(const char *folder, const char *copies)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *list = opendir(copies);

	if (!list)
		return -1;
	while ((entry = readdir(list))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (access(path, F_OK) == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", copies, entry->d_name);
		unlink(path);
	}
	closedir(list);
	return 0;
}

static int sync_to_disk(int file)
{
	const char *disk = getenv("DISK"), *synced = getenv("DISK_SYNCED"), *stall = getenv("DISK_STALL");
	char link[64], path[PATH_MAX], copy[PATH_MAX];
	ssize_t length;
	size_t folder;
	int result;

	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	length = readlink(link, path, sizeof path - 1);
	if (!disk || !synced || length < 0)
		return (int)syscall(SYS_fsync, file);
	path[length] = '\0';
	folder = strlen(disk);
	if (strncmp(path, disk, folder) != 0 || (path[folder] && path[folder] != '/'))
		return (int)syscall(SYS_fsync, file);
	if (getenv("DISK_LIES"))
		return 0;
	if (stall && access(stall, F_OK) == 0) {
		open(stall, O_WRONLY | O_CLOEXEC);
		for (;;)
			pause();
	}
	pthread_mutex_lock(&one_at_a_time);
	if (!path[folder]) {
		result = note_deletions(disk, synced);
	} else if (access(path, F_OK) != 0) {
		result = 0; /* deleted while it was open: nobody will look for it */
	} else {
		snprintf(copy, sizeof copy, "%s%s", synced, path + folder);
		result = note_file(file, copy);
	}
	pthread_mutex_unlock(&one_at_a_time);
	if (result != 0)
		errno = EIO;
	return result;
}

int fsync(int file)
{
	return sync_to_disk(file);
}

int fdatasync(int file)
{
	return sync_to_disk(file);
}
