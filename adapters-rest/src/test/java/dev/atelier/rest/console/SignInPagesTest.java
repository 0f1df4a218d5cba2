package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.access.SignIn;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.RestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInPagesTest {

    private static RestServer server;

    private final Browser browser = new Browser(server);

    @BeforeAll
    static void start() {
        server = RestServer.start();
        server.addUserHolding("painter", "inference:all");
        setPassword("painter", "secret");
    }

    private static void setPassword(String user, String password) {
        server.atelier.users.save(
                new User(
                        new UserName(user),
                        InitializeAccessControl.BUILT_IN_USER,
                        Set.of(new RoleName("painter")),
                        server.atelier.clock.instant()),
                server.atelier.passwords.hash(new Password(password)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void pagesLeadToTheSignInAndBack() {
        HttpResponse<String> led = browser.get("/console/queue");
        assertThat(led.statusCode()).isEqualTo(303);
        String signIn = led.headers().firstValue("Location").orElseThrow();
        assertThat(signIn).isEqualTo("/console/sign-in?to=%2Fqueue");

        assertThat(browser.get(signIn).body()).contains("name=\"to\" value=\"/queue\"", "name=\"secret\"");
        HttpResponse<String> signedIn =
                browser.post("/console/sign-in", Map.of("user", "painter", "secret", "secret", "to", "/queue"));

        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("Location")).contains("/console/queue");
        assertThat(browser.get("/console/queue").body()).contains("<h1>Queue</h1>", "painter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//example.org",
                "https://example.org/",
                "/../../x",
                "/queue?x=1",
                "\\example.org",
                "javascript:x"
            })
    void noLinkLeadsElsewhereAfterTheSignIn(String elsewhere) {
        assertThat(browser.post("/console/sign-in", Map.of("user", "painter", "secret", "secret", "to", elsewhere))
                        .headers()
                        .firstValue("Location"))
                .contains("/console");
    }

    @Test
    void aWrongSecretAndAnUnknownUserLookAlike() {
        HttpResponse<String> wrong = browser.post("/console/sign-in", Map.of("user", "painter", "secret", "<b>guess"));
        HttpResponse<String> unknown = browser.post("/console/sign-in", Map.of("user", "nemo", "secret", "<b>guess"));

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(wrong.body().replace("painter", "nemo"))
                .isEqualTo(unknown.body())
                .doesNotContain("guess");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theTokenIsKeptFromScriptsAndOtherSites() {
        String cookie = cookie(browser);
        assertThat(cookie)
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict", "Path=/console", "Max-Age=43200")
                .doesNotContain("Secure");
    }

    @Test
    void aBrowserThatCameByHttpsSendsItByHttpsAlone() {
        HttpResponse<String> answer = browser.postFromElsewhere(
                "/console/sign-in",
                Map.of("user", "painter", "secret", "secret"),
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "art.example.org",
                "X-Forwarded-Prefix",
                "/sd",
                "Origin",
                "https://art.example.org");

        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure", "Path=/sd/console");
        assertThat(answer.headers().firstValue("Location")).contains("/sd/console");
    }

    @Test
    void anApiKeyIsEnough() {
        assertThat(browser.signIn("", RestServer.KEY).get("/console/queue").body())
                .contains(InitializeAccessControl.BUILT_IN_USER.value());
    }

    @Test
    void aSignInBeginsAnotherSessionAndEndsTheOneBefore() {
        String first = token(cookie(browser));
        String second = token(cookie(browser));

        assertThat(second).isNotEqualTo(first);
        assertThat(server.bean(SignIn.class).resume(first)).isEmpty();
        assertThat(server.bean(SignIn.class).resume(second)).isPresent();
    }

    @Test
    void aTokenThatTheBrowserBroughtIsNotTakenOver() {
        HttpResponse<String> answer = browser.post(
                "/console/sign-in",
                Map.of("user", "painter", "secret", "secret"),
                "Cookie",
                "atelier_session=chosen-by-another");

        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).doesNotContain("chosen-by-another");
        assertThat(server.bean(SignIn.class).resume("chosen-by-another")).isEmpty();
    }

    @Test
    void signingOutEndsTheSession() {
        String token = token(cookie(browser));

        HttpResponse<String> answer = browser.post("/console/sign-out", Map.of());

        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(server.bean(SignIn.class).resume(token)).isEmpty();
        assertThat(browser.get("/console/queue").statusCode()).isEqualTo(303);
    }

    @Test
    void theSessionOpensThePagesAndNothingElse() {
        browser.signIn("painter", "secret");

        assertThat(browser.get("/inferences", "Cookie", "atelier_session=x").statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/console/nodes").statusCode()).isEqualTo(403);
        assertThat(browser.get("/console/nodes").body()).contains("<div id=\"error\"", "sagemaker_endpoint:list");
    }

    @Test
    void aGatewaysApiKeyDoesNotHideTheSession() {
        browser.signIn("painter", "secret");

        assertThat(browser.get("/console/queue", "x-api-key", RestServer.KEY).statusCode())
                .isEqualTo(200);
    }

    @Test
    void largeFormsOfThoseWhoHaveNotSignedInAreNotTaken() {
        assertThat(browser.post("/console/sign-in", Map.of("user", "x".repeat(40_000)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(browser.get("/console/sign-in?to=" + "/a".repeat(12_000)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPublicUrlIsComparedAsBrowsersWriteIt() {
        try (RestServer other = RestServer.start(Map.of("atelier.public-url", "http://GPU-Box:80"))) {
            assertThat(new Browser(other)
                            .postFromElsewhere("/console/sign-in", Map.of(), "Origin", "http://gpu-box")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void anApiKeyInAHeaderOpensNoPage() {
        assertThat(browser.get("/console/queue", "x-api-key", RestServer.KEY).statusCode())
                .isEqualTo(303);
    }

    @Test
    void aScriptWithoutSessionHasTheBrowserSignIn() {
        HttpResponse<String> answer = browser.get("/console/queue", "HX-Request", "true");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/console/sign-in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/sign-in", "/console/sign-out", "/console/queue/cancel", "/console/generate"})
    void formsOfOtherPagesAreNotTaken(String path) {
        browser.signIn("painter", "secret");
        for (List<String> headers : List.of(
                List.<String>of(),
                List.of("Origin", "https://example.org"),
                List.of("Origin", "null"),
                List.of("Sec-Fetch-Site", "cross-site", "Origin", server.uri().toString()),
                List.of("Sec-Fetch-Site", "same-site"),
                List.of("Sec-Fetch-Site", "none"))) {
            HttpResponse<String> answer = browser.postFromElsewhere(path, Map.of(), headers.toArray(String[]::new));
            assertThat(answer.statusCode()).as("%s", headers).isEqualTo(403);
            assertThat(answer.body()).contains("does not come from a page of the console");
        }
        assertThat(browser.get("/console/queue").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/console/sign-in", "/console/queue", "/console/no-such-page", "/console/assets/console.js"})
    void pagesAreGuardedByHeaders(String path) {
        browser.signIn("painter", "secret");
        HttpResponse<String> answer = browser.get(path);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void everyAssetIsThere() {
        String page = browser.get("/console/sign-in").body();
        for (String asset : List.of("console.css", "console.js", "htmx.min.js")) {
            assertThat(page).contains("/console/assets/" + asset);
            assertThat(browser.bytes("/console/assets/" + asset)).hasSizeGreaterThan(1000);
        }
        assertThat(browser.get("/console/assets/other.js").statusCode()).isEqualTo(404);
    }

    @Test
    void scriptsAreSmall() {
        assertThat(browser.bytes("/console/assets/console.js").length
                        + browser.bytes("/console/assets/htmx.min.js").length)
                .isLessThan(150_000);
    }

    private static String cookie(Browser browser) {
        return browser.post("/console/sign-in", Map.of("user", "painter", "secret", "secret"))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
    }

    private static String token(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }
}
