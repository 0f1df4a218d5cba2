package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ImportStatus.State;
import dev.atelier.application.checkpoint.ImportTransfer.Progress;
import dev.atelier.application.checkpoint.ModelHub;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.testing.RestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportPagesTest {

    private static final String SECRET = "very-secret";

    private RestServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("painter", "checkpoint:create", "checkpoint:list");
        browser = new Browser(server).signIn("painter", RestServer.KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Browser signedInWith(String user, String... permissions) {
        server.addUserHolding(user, permissions);
        return new Browser(server).signIn(user, RestServer.KEY);
    }

    private Checkpoint begin(String url) {
        HttpResponse<String> answer =
                browser.post("/console/imports", Map.of("type", "Lora", "url", url), "HX-Request", "true");
        assertThat(answer.headers().firstValue("HX-Redirect")).as(answer.body()).contains("/console/imports");
        return newest().checkpoint();
    }

    private ImportStatus newest() {
        return server.atelier
                .imports
                .list(Optional.empty(), Optional.empty(), 1)
                .items()
                .get(0);
    }

    @Test
    void anImportIsShownWithItsProgress() {
        Checkpoint checkpoint = begin("https://models.example/panda.safetensors");
        Claim claim = server.atelier.imports.claim(Duration.ofMinutes(1)).orElseThrow();
        server.atelier.imports.renewLease(
                claim, Duration.ofMinutes(1), new Progress(0, 1 << 20, OptionalLong.of(4 << 20), 1024));

        assertThat(browser.get("/console/imports").body())
                .contains(
                        "panda.safetensors",
                        ">Running</span>",
                        "1.0 MiB of 4.0 MiB, 1.0 KiB/s, 51 min left",
                        "value=\"0.250\"",
                        "every 3s",
                        "/console/imports/" + checkpoint.id() + "/pause",
                        "/console/imports/" + checkpoint.id() + "/cancel");
        assertThat(browser.get("/console/imports", "HX-Request", "true").body())
                .contains("<div id=\"rows\"", "Running")
                .doesNotContain("<html");
        assertThat(browser.get("/console/models").body()).contains("/console/imports");
    }

    @Test
    void itIsPausedResumedAndCancelled() {
        Checkpoint checkpoint = begin("https://models.example/panda.safetensors");
        String path = "/console/imports/" + checkpoint.id();

        browser.post(path + "/pause", Map.of());
        assertThat(newest().state()).isEqualTo(State.PAUSED);
        assertThat(browser.get("/console/imports").body())
                .contains(path + "/resume")
                .doesNotContain(path + "/pause");
        browser.post(path + "/resume", Map.of());
        assertThat(newest().state()).isEqualTo(State.WAITING);
        browser.post(path + "/cancel", Map.of());

        assertThat(newest().state()).isEqualTo(State.CANCELLED);
        assertThat(browser.get("/console/imports").body())
                .contains("cancelled by user painter")
                .doesNotContain(path + "/cancel", "every 3s");
        assertThat(browser.post(path + "/pause", Map.of()).body()).contains("only one in progress can be paused");
    }

    @Test
    void filesOfSitesAreImported() {
        server.atelier.hub.serve(
                new ModelHub.HuggingFace("org/model", "v2", "x.ckpt"),
                ImportSource.of(SourceUrl.parse("https://models.example/x.ckpt")));
        server.atelier.hub.serve(
                new ModelHub.Civitai(7, Optional.empty()),
                ImportSource.of(SourceUrl.parse("https://models.example/y.ckpt")));

        browser.post(
                "/console/imports",
                Map.of("type", "Lora", "repository", "org/model", "revision", "v2", "files", "x.ckpt\r\n"));
        browser.post("/console/imports", Map.of("type", "Lora", "version", "7"));

        assertThat(browser.get("/console/imports").body()).contains("x.ckpt", "y.ckpt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=Lora | a source is one of url, repository and civitai_version",
                "type=Lora&url=https://a.example/a.ckpt&version=7 | a source is one of url, repository and civitai_version",
                "type=Lora&url=https://a.example/a.ckpt&repository=o/m&files=a.ckpt | a source is one of url, repository",
                "type=Lora&version=7&sha256=00 | sha256 is given with a url only",
                "type=Lora&repository=o/m&files=a.ckpt&sha256=00 | sha256 is given with a url only",
                "type=Lora&repository=o/m | files of the repository are missing; name one on each line"
            })
    void ofTheKindsOfSourcesOneIsFilledIn(String fields, String message) {
        Map<String, String> form = Stream.of(fields.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));

        HttpResponse<String> refused = browser.post("/console/imports", form);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(message);
        assertThat(server.atelier.imports.claim(Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void aSecretIsSetAndNeverShown() {
        HttpResponse<String> set = browser.post(
                "/console/imports/credentials",
                Map.of("host", "models.example", "secret", SECRET, "parameter", "token"),
                "HX-Request",
                "true");
        assertThat(set.headers().firstValue("HX-Redirect")).contains("/console/imports");

        String page = browser.get("/console/imports").body();
        assertThat(page)
                .contains("models.example", "parameter token", "your imports")
                .doesNotContain(SECRET);
        String id = server.atelier
                .credentials
                .of(new UserName("painter"))
                .get(0)
                .id()
                .toString();
        assertThat(page)
                .contains("/console/imports/credentials/" + id + "/delete")
                .doesNotContain("for_all");

        browser.post("/console/imports/credentials/" + id + "/delete", Map.of());
        assertThat(server.atelier.credentials.of(new UserName("painter"))).isEmpty();
    }

    @Test
    void anOperatorSetsOneForAllThatUsersSeeAndCannotDelete() {
        Browser operator = signedInWith("operator", "checkpoint:all", "user:all");
        assertThat(operator.get("/console/imports").body()).contains("for_all");
        operator.post("/console/imports/credentials", Map.of("host", "hub.example", "secret", SECRET, "for_all", "on"));

        String page = browser.get("/console/imports").body();

        assertThat(page).contains("hub.example", "all users").doesNotContain(SECRET, "/credentials/");
        HttpResponse<String> refused = browser.post(
                "/console/imports/credentials", Map.of("host", "hub.example", "secret", SECRET, "for_all", "on"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain(SECRET);
    }

    @Test
    void whoMayNotImportSeesTheListAlone() {
        Browser reader = signedInWith("reader", "checkpoint:list");

        String page = reader.get("/console/imports").body();

        assertThat(page).contains("There is nothing here").doesNotContain("name=\"secret\"", "name=\"url\"");
        assertThat(List.of(
                        reader.post("/console/imports", Map.of("type", "Lora", "url", "https://a.example/a.ckpt"))
                                .statusCode(),
                        reader.post("/console/imports/credentials", Map.of("host", "a", "secret", "s"))
                                .statusCode()))
                .containsOnly(403);
    }
}
