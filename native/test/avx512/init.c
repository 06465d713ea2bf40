// The only process of the little Linux that run.sh starts: runs /checks and says how it ended.
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_processor(void) {
  char line[8192];
  mkdir("/proc", 0755);
  mount("proc", "/proc", "proc", 0, "");
  FILE* file = fopen("/proc/cpuinfo", "r");
  while (file && fgets(line, sizeof line, file)) {
    if (!strncmp(line, "model name", 10)) printf("%s", line);
    if (!strncmp(line, "flags", 5)) printf("avx512ifma: %s\n", strstr(line, "avx512ifma") ? "yes" : "no");
  }
  fflush(stdout);
}

int main(void) {
  print_processor();
  pid_t child = fork();
  if (child == 0) {
    char* arguments[] = {"/checks", "1", "1", 0};
    execv("/checks", arguments);
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("\nCHECKS ENDED exit %d signal %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
         WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  fflush(stdout);
  sleep(1);
  // Bochs ends when this word is written to this port.
  iopl(3);
  for (const char* letter = "Shutdown"; *letter; letter++) outb(*letter, 0x8900);
  for (;;) pause();
}
