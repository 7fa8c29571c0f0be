/*
 * Measures libspf2: the worlds of the file that is named (see plain-worlds.ts), for each number on stdin as
 * many passes. Prints the milliseconds that they took and how many results of one are right.
 *
 * libspf2's own zone layer looks through all of its names for each question; this one has a hash table.
 */
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <arpa/inet.h>
#include <spf2/spf.h>
#include <spf2/spf_dns.h>
#include <spf2/spf_dns_rr.h>

#define MANY 65536

struct entry {
  int world;
  SPF_dns_rr_t *rr;
  struct entry *next;
};

struct check {
  int world;
  char *ip, *sender, *helo, *results;
};

static struct entry *table[MANY];
static struct check checks[MANY];
static int checked, worlds, current;

static unsigned hash(int world, ns_type type, const char *name, size_t length) {
  unsigned value = 2166136261u ^ (unsigned)world ^ ((unsigned)type << 8);
  for (size_t at = 0; at < length; at++) value = (value ^ (name[at] | 0x20)) * 16777619u;
  return value % MANY;
}

static size_t length_of(const char *name) {
  size_t length = strlen(name);
  return length > 0 && name[length - 1] == '.' ? length - 1 : length;
}

static SPF_dns_rr_t *lookup(SPF_dns_server_t *server, const char *name, ns_type type, int should_cache) {
  (void)should_cache;
  size_t length = length_of(name);
  for (struct entry *at = table[hash(current, type, name, length)]; at != NULL; at = at->next) {
    if (at->world != current || at->rr->rr_type != type) continue;
    if (strlen(at->rr->domain) != length || strncasecmp(at->rr->domain, name, length) != 0) continue;
    SPF_dns_rr_t *copy = NULL;
    if (SPF_dns_rr_dup(&copy, at->rr) != SPF_E_SUCCESS) abort();
    return copy;
  }
  return SPF_dns_rr_new_nxdomain(server, name);
}

static SPF_dns_server_t layer = {.lookup = lookup, .name = "worlds"};

static ns_type type_of(const char *type) {
  if (strcmp(type, "A") == 0) return ns_t_a;
  if (strcmp(type, "AAAA") == 0) return ns_t_aaaa;
  if (strcmp(type, "MX") == 0) return ns_t_mx;
  if (strcmp(type, "PTR") == 0) return ns_t_ptr;
  return ns_t_txt;
}

static char *from_hex(const char *digits) {
  size_t length = strlen(digits) / 2;
  char *text = calloc(length + 1, 1);
  for (size_t at = 0; at < length; at++) {
    unsigned octet;
    sscanf(digits + 2 * at, "%2x", &octet);
    text[at] = (char)octet;
  }
  return text;
}

static void set_data(SPF_dns_rr_t *rr, int index, const char *data) {
  char *text = rr->rr_type == ns_t_txt ? from_hex(data) : strdup(data);
  const char *value = rr->rr_type == ns_t_mx ? strchr(text, ' ') + 1 : text;
  size_t size = strlen(value) + 1;
  if (SPF_dns_rr_buf_realloc(rr, index, size < 32 ? 32 : size) != SPF_E_SUCCESS) abort();
  if (rr->rr_type == ns_t_a) inet_pton(AF_INET, value, &rr->rr[index]->a);
  else if (rr->rr_type == ns_t_aaaa) inet_pton(AF_INET6, value, &rr->rr[index]->aaaa);
  else memcpy(rr->rr[index]->txt, value, size);
  rr->num_rr = index + 1;
  free(text);
}

static void read_answer(char *fields) {
  char *name = strsep(&fields, "\t"), *type = strsep(&fields, "\t"), *outcome = strsep(&fields, "\t");
  SPF_dns_stat_t status = strcmp(outcome, "failure") == 0 ? TRY_AGAIN
                          : strcmp(outcome, "nodata") == 0 ? NO_DATA
                                                           : NETDB_SUCCESS;
  struct entry *entry = malloc(sizeof *entry);
  entry->world = current;
  entry->rr = SPF_dns_rr_new_init(&layer, name, type_of(type), 3600, status);
  int index = 0;
  for (char *data; (data = strsep(&fields, "\t")) != NULL; index++) set_data(entry->rr, index, data);
  unsigned slot = hash(current, entry->rr->rr_type, name, length_of(name));
  entry->next = table[slot];
  table[slot] = entry;
}

static void read_case(char *fields) {
  if (checked == MANY) abort();
  struct check *check = &checks[checked++];
  check->world = current;
  check->ip = strdup(strsep(&fields, "\t"));
  check->sender = from_hex(strsep(&fields, "\t"));
  check->helo = from_hex(strsep(&fields, "\t"));
  check->results = malloc(strlen(fields) + 3);
  sprintf(check->results, ",%s,", fields);
}

static void read_worlds(const char *file) {
  FILE *input = fopen(file, "r");
  if (input == NULL) abort();
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  while ((length = getline(&line, &size, input)) > 0) {
    if (line[length - 1] == '\n') line[length - 1] = '\0';
    char *fields = line, *what = strsep(&fields, "\t");
    if (strcmp(what, "world") == 0) current = worlds++;
    else if (strcmp(what, "answer") == 0) read_answer(fields);
    else read_case(fields);
  }
  free(line);
  fclose(input);
}

/* Errors leave no result. */
static const char *result_of(SPF_response_t *response) {
  SPF_result_t result = SPF_response_result(response);
  if (result != SPF_RESULT_INVALID) return SPF_strresult(result);
  return SPF_response_errcode(response) == SPF_E_DNS_ERROR ? "temperror" : "permerror";
}

static int pass(SPF_server_t *server) {
  int right = 0;
  for (int index = 0; index < checked; index++) {
    struct check *check = &checks[index];
    current = check->world;
    SPF_request_t *request = SPF_request_new(server);
    if (strchr(check->ip, ':') == NULL) SPF_request_set_ipv4_str(request, check->ip);
    else SPF_request_set_ipv6_str(request, check->ip);
    SPF_request_set_helo_dom(request, check->helo);
    SPF_request_set_env_from(request, check->sender);
    SPF_response_t *response = NULL;
    SPF_request_query_mailfrom(request, &response);
    if (response != NULL) {
      char result[32];
      snprintf(result, sizeof result, ",%s,", result_of(response));
      if (strstr(check->results, result) != NULL) right++;
      SPF_response_free(response);
    }
    SPF_request_free(request);
  }
  return right;
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void say_nothing(const char *file, int line, const char *text) {
  (void)file, (void)line, (void)text;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  SPF_warning_handler = SPF_info_handler = SPF_debug_handler = say_nothing;
  read_worlds(argv[1]);
  SPF_server_t *server = SPF_server_new_dns(&layer, 0);
  SPF_server_set_rec_dom(server, "mx.receiver.test");
  char line[64];
  while (fgets(line, sizeof line, stdin) != NULL) {
    int right = 0;
    double start = milliseconds();
    for (int times = atoi(line); times > 0; times--) right = pass(server);
    printf("%f %d\n", milliseconds() - start, right);
    fflush(stdout);
  }
  return 0;
}
