package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.QuotaRepository;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.RestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPagesTest {

    private RestServer server;
    private Browser administrator;

    @BeforeEach
    void start() {
        server = RestServer.start();
        administrator = new Browser(server).signIn("admin", RestServer.KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A browser in which a user with these permissions has signed in. */
    private Browser holding(String user, String... permissions) {
        server.addUserHolding(user, permissions);
        return new Browser(server).signIn(user, RestServer.KEY);
    }

    private Optional<Role> role(String name) {
        return server.atelier.roles.findAll(List.of(new RoleName(name))).stream()
                .findFirst();
    }

    private static void isRefused(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).containsPattern("<div id=\"error\"[^>]*>[^<]*" + message);
    }

    /** The key in the response of the request that made it. */
    private static String secret(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return answer.body().replaceFirst("(?s).*<input value=\"([\\w-]{43})\" readonly.*", "$1");
    }

    private Optional<ApiKey> known(String secret) {
        return server.atelier.keys.find(ApiKey.hash(secret));
    }

    @Test
    void theNavigationHasWhatTheCallerMayUse() {
        assertThat(administrator.get("/console").body()).contains(">Roles</a>", ">Quotas</a>", ">API keys</a>");
        assertThat(holding("viewer", "user:list", "role:list").get("/console").body())
                .contains(">Roles</a>", ">Quotas</a>")
                .doesNotContain("/console/keys");
        Browser other = holding("other", "inference:all");
        assertThat(other.get("/console").body()).doesNotContain("/console/roles", "/console/quotas", "/console/keys");
        for (String page : List.of("roles", "roles/role?name=other", "quotas", "keys")) {
            assertThat(other.get("/console/" + page).statusCode()).as(page).isEqualTo(403);
        }
    }

    @Test
    void aRoleIsAddedChangedAndDeleted() {
        administrator.post("/console/roles", Map.of("role", "guest & co", "permission.inference:list", "on"));
        assertThat(administrator.get("/console/roles").body())
                .contains("/console/roles/role?name=guest+%26+co", ">guest &amp; co</a>", ">inference:list</td>");
        isRefused(
                administrator.post("/console/roles", Map.of("role", "guest & co"), "HX-Request", "true"),
                400,
                "role guest &amp; co is there already");
        assertThat(administrator.get("/console/roles/role?name=guest+%26+co").body())
                .contains("name=\"permission.inference:list\" checked", "name=\"permission.train:all\">");

        administrator.post("/console/roles/change", Map.of("role", "guest & co", "permission.train:create", "on"));
        assertThat(role("guest & co").orElseThrow().permissions()).containsExactly(Permission.parse("train:create"));
        isRefused(
                administrator.post(
                        "/console/roles/change",
                        Map.of("role", "guest & co", "permission.train:dance", "on"),
                        "HX-Request",
                        "true"),
                400,
                "permission .*train:dance.* is not known");
        isRefused(administrator.post("/console/roles/change", Map.of("role", "none")), 404, "role none not found");
        isRefused(administrator.get("/console/roles/role?name=none"), 404, "role none not found");

        administrator.post("/console/roles/delete", Map.of("role", "guest & co"));
        assertThat(role("guest & co")).isEmpty();
        assertThat(server.atelier.auditLog.deeds())
                .containsExactly("role.save guest & co", "role.save guest & co", "role.delete guest & co");
    }

    @Test
    void noCallerIsOfferedToGiveAPermissionThatTheyDoNotHold() {
        Browser keeper = holding("keeper", "role:all", "train:list");

        assertThat(keeper.get("/console/roles").body())
                .contains("permission.role:create", "permission.train:list")
                .doesNotContain("permission.train:create", "permission.user:list");
        assertThat(keeper.get("/console/roles/role?name=byoc").body())
                .contains("permissions that you do not hold", "/console/roles/delete")
                .doesNotContain("/console/roles/change");
        assertThat(administrator.get("/console/roles/role?name=IT+Operator").body())
                .contains("built in")
                .doesNotContain("<form hx-");
        isRefused(
                keeper.post("/console/roles", Map.of("role", "new", "permission.train:all", "on")),
                403,
                "creator has no permission to assign permission \\[train:all\\]");
        assertThat(role("new")).isEmpty();

        Browser viewer = holding("viewer", "role:list");
        assertThat(viewer.get("/console/roles").body()).doesNotContain("<form hx-");
        assertThat(viewer.get("/console/roles/role?name=byoc").body()).doesNotContain("<form hx-");
        assertThat(viewer.post("/console/roles", Map.of("role", "new")).statusCode())
                .isEqualTo(403);
        assertThat(viewer.post("/console/roles/delete", Map.of("role", "byoc")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aQuotaIsSetReplacedAndDeleted() {
        server.addUserHolding("ann", "inference:all");
        Map<String, String> form =
                Map.of("kind", "role:", "name", "ann", "gpu_seconds_per_day", "60", "jobs_waiting", "");
        administrator.post("/console/quotas", form);
        administrator.post("/console/quotas", Map.of("kind", "user:", "name", "ann", "jobs_waiting", "5"));
        assertThat(administrator.get("/console/quotas").body())
                .contains(
                        ">role ann</td>",
                        ">60</td>",
                        ">user ann</td>",
                        "name=\"jobs_waiting\" type=\"number\" min=\"0\" max=\"999999999\" value=\"5\"");
        server.atelier.quotas.used(new UserName("ann"), new QuotaRepository.Use(Duration.ofSeconds(9), 3, 1));
        assertThat(administrator.get("/console/quotas?user=ann").body())
                .contains("Use today: ann", "<dd>3 of 5</dd>", "<dd>not limited");
        administrator.post("/console/quotas/delete", Map.of("kind", "user:", "name", "ann"));
        assertThat(administrator.get("/console/quotas?user=ann").body())
                .contains("<dd>9 of 60</dd>", "<dd>3, not limited</dd>")
                .doesNotContain(">user ann</td>");
        isRefused(administrator.get("/console/quotas?user=nemo"), 404, "user nemo not found");
        isRefused(administrator.get("/console/quotas?after=x"), 400, "a quota is that of a user or of a role");

        Browser viewer = holding("viewer", "user:list");
        assertThat(viewer.get("/console/quotas").body())
                .contains(">role ann</td>", "Use today: viewer")
                .doesNotContain("<form hx-");
        isRefused(viewer.get("/console/quotas?user=ann"), 403, "the use of user ann belongs to another user");
        assertThat(viewer.post("/console/quotas", form).statusCode()).isEqualTo(403);
        assertThat(viewer.post("/console/quotas/delete", form).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "user:, admin, many, 400, jobs_waiting should be a whole number of 0 or more",
        "user:, admin, '', 400, a quota limits at least one",
        "user:, nemo, 1, 404, user nemo not found",
        "role:, nemo, 1, 404, role nemo not found",
        "all:, admin, 1, 400, a quota is that of a user or of a role"
    })
    void whatIsWrongWithAQuotaIsSaid(String kind, String name, String waiting, int status, String message) {
        isRefused(
                administrator.post(
                        "/console/quotas",
                        Map.of("kind", kind, "name", name, "jobs_waiting", waiting),
                        "HX-Request",
                        "true"),
                status,
                message);
        assertThat(server.atelier.auditLog.deeds()).isEmpty();
    }

    @Test
    void aKeyIsCreatedRotatedAndRevokedAndItsSecretsAreShownOnce() {
        server.addUserHolding("ann", "inference:all");
        String first = secret(
                administrator.post("/console/keys", Map.of("name", "nightly", "user", "ann", "expires", "2100-01-31")));
        ApiKey key = known(first).orElseThrow();
        assertThat(key.user()).hasToString("ann");
        assertThat(key.bound()).isTrue();
        assertThat(key.expires()).contains(Instant.parse("2100-01-31T00:00:00Z"));
        assertThat(administrator.get("/console/keys").body())
                .contains(">nightly</td>", "2100-01-31T00:00:00Z", "from the settings")
                .doesNotContain(first, ApiKey.hash(first), "Revoke default");

        String second =
                secret(administrator.post("/console/keys/rotate", Map.of("name", "nightly", "overlap_hours", "2")));
        assertThat(second).isNotEqualTo(first);
        assertThat(known(second)).isPresent();
        assertThat(administrator.get("/console/keys").body()).contains("the secret before works until");
        server.atelier.clock.pass(Duration.ofHours(2));
        assertThat(known(first)).isEmpty();

        administrator.post("/console/keys/revoke", Map.of("name", "nightly"));
        assertThat(known(second)).isEmpty();
        assertThat(server.atelier.auditLog.all())
                .allMatch(entry -> entry.user().equals(Optional.of(new UserName("admin"))))
                .noneMatch(entry ->
                        entry.toString().contains(first) || entry.toString().contains(second));
        assertThat(server.atelier.auditLog.deeds())
                .containsExactly("key.add nightly", "key.rotate nightly", "key.revoke nightly");
    }

    @ParameterizedTest
    @CsvSource({
        "a b, '', '', 400, a key.*s name has 1 to 64",
        "default, '', '', 400, API key",
        "new, nemo, '', 400, user .*nemo.* does not exist",
        "new, '', soon, 400, expires should be a day such as 2026-01-31",
        "new, '', +99999-01-31, 400, expires should be a day such as 2026-01-31",
        "new, '', 2026-02-31, 400, expires should be a day such as 2026-01-31",
        "new, '', 1999-01-31, 400, the key would have expired at 1999-01-31"
    })
    void whatIsWrongWithAKeyIsSaid(String name, String user, String expires, int status, String message) {
        isRefused(
                administrator.post(
                        "/console/keys", Map.of("name", name, "user", user, "expires", expires), "HX-Request", "true"),
                status,
                message);
        assertThat(server.atelier.keys.all()).hasSize(1);
    }

    @Test
    void aCharacterThatNoDatabaseStoresIsRefused() {
        isRefused(
                administrator.post("/console/keys/revoke", Map.of("name", "a\0b")), 400, "a field holds the character");
    }

    @Test
    void keysOfTheSettingsAndUnknownOnesAreNotChanged() {
        isRefused(administrator.post("/console/keys/rotate", Map.of("name", "default")), 400, "API key default comes");
        isRefused(administrator.post("/console/keys/revoke", Map.of("name", "default")), 400, "API key default comes");
        isRefused(administrator.post("/console/keys/revoke", Map.of("name", "none")), 404, "there is no API key");
        server.atelier.keys.add(ApiKey.of("old", "a secret of old", Optional.empty(), ApiKey.Origin.COMMAND));
        isRefused(
                administrator.post("/console/keys/rotate", Map.of("name", "old", "overlap_hours", "2161")),
                400,
                "the overlap should be 0s to 90d");
        assertThat(known("a secret of old")).isPresent();
    }

    @Test
    void noCallerGetsAKeyThatGivesMoreThanTheyHold() {
        Browser keeper = holding("keeper", "user:all", "inference:list");
        server.addUserHolding("ann", "inference:list");
        server.addUserHolding("bob", "train:list");
        server.atelier.keys.add(ApiKey.of("all", "a secret for all", Optional.empty(), ApiKey.Origin.COMMAND));

        assertThat(keeper.get("/console/keys").body())
                .contains("Revoke all", "name=\"user\" required")
                .doesNotContain("Rotate all");
        assertThat(known(secret(keeper.post("/console/keys", Map.of("name", "anns", "user", "ann")))))
                .isPresent();
        isRefused(keeper.post("/console/keys", Map.of("name", "bobs", "user", "bob")), 403, ".*train:list");
        isRefused(keeper.post("/console/keys", Map.of("name", "any")), 403, "creator has no permission");
        isRefused(keeper.post("/console/keys/rotate", Map.of("name", "all")), 403, "creator has no permission");
        Browser viewer = holding("viewer", "user:list");
        for (String path : List.of("", "/rotate", "/revoke")) {
            assertThat(viewer.post("/console/keys" + path, Map.of("name", "anns"))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(server.atelier.keys.all()).extracting(ApiKey::name).containsExactly("all", "anns", "default");
    }

    @Test
    void theListsHavePages() {
        for (int i = 100; i < 201; i++) {
            server.addUserHolding("role-" + i, "inference:list");
            server.atelier.keys.add(ApiKey.of("a-" + i, "secret " + i, Optional.empty(), ApiKey.Origin.COMMAND));
            administrator.post("/console/quotas", Map.of("kind", "role:", "name", "role-" + i, "jobs_waiting", "1"));
        }
        hasPages("/console/roles", ">role-200</a>", ">byoc</a>");
        hasPages("/console/quotas", ">role role-100</td>", ">role role-200</td>");
        hasPages("/console/keys", ">a-100</td>", ">default</td>");
    }

    private void hasPages(String path, String first, String last) {
        String page = administrator.get(path).body();
        assertThat(page).contains(first).doesNotContain(last);
        String next = page.replaceFirst("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1");
        assertThat(administrator.get(next).body()).contains(last).doesNotContain(first, "rel=\"next\"");
    }
}
