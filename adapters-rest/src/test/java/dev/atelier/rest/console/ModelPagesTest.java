package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.UploadedPart;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestPrincipals;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelNotes;
import dev.atelier.domain.checkpoint.ModelProperty;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPagesTest {

    private static final String FILE = "panda.safetensors";
    private static final String BYTES = "1536";
    private static final String OTHERS = "secret.safetensors";

    private RestServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("painter", "checkpoint:all");
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

    private Checkpoint own(String... files) {
        return server.atelier.add(
                TestCheckpoints.checkpoint().files(files).by("painter").openTo("painter"));
    }

    private Checkpoint stored(Checkpoint checkpoint) {
        return server.atelier.checkpoints.find(checkpoint.id()).orElseThrow();
    }

    private Checkpoint stored(String file) {
        return server.atelier
                .checkpoints
                .find(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName(file))
                .orElseThrow();
    }

    private static String path(Checkpoint checkpoint) {
        return "/console/models/" + checkpoint.id();
    }

    private void isRefused(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).containsPattern("<div id=\"error\"[^>]*>[^<]*" + message);
    }

    @Test
    void theListHasWhatIsOpenToTheUser(@TempDir Path folder) {
        Checkpoint open = server.atelier.add(
                TestCheckpoints.checkpoint().files(FILE).by("ann").openTo("painter", "user:bob"));
        server.atelier.add(TestCheckpoints.checkpoint().files(OTHERS).openTo("others"));
        server.atelier.write(open.files().get(0).location(), "x".repeat(1536));
        server.atelier.store.showIn(folder);

        assertThat(browser.get("/console/models").body())
                .contains(
                        path(open),
                        FILE,
                        ">Stable-diffusion</td>",
                        ">Active</td>",
                        ">1.5 KiB</td>",
                        ">ann</td>",
                        "role painter, user bob",
                        "/console/models/upload")
                .doesNotContain(OTHERS, "every 3s");
        assertThat(browser.get(path(open)).body())
                .contains("1.5 KiB")
                .doesNotContain("/rename\"", "/access\"", "/delete\"");
    }

    @Test
    void aModelSaysWhatItsFilesAre() {
        String digest = "6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa";
        Checkpoint lora = own("panda.safetensors", "panda.yaml", "second.safetensors");
        server.atelier.checkpoints.update(
                lora.withFiles(List.of(
                        lora.files().get(0).read(digest),
                        lora.files().get(1),
                        lora.files().get(2))),
                CheckpointStatus.ACTIVE);
        server.atelier.descriptions.save(
                lora.id(),
                Map.of(
                        0,
                        new ModelDescription(
                                ModelFamily.STABLE_DIFFUSION_XL,
                                ModelKind.LORA,
                                "BF16",
                                170_543_052,
                                Map.of(ModelProperty.RANK, "32", ModelProperty.LICENSE, "CC0"),
                                List.of("ohwx panda", "hat"))));

        assertThat(browser.get("/console/models").body())
                .contains("<span class=\"caption\">Stable Diffusion XL, LoRA</span>");
        assertThat(browser.get(path(lora)).body())
                .containsSubsequence(
                        ">panda.safetensors</h2>",
                        "<dt>Family</dt><dd>Stable Diffusion XL</dd>",
                        "<dt>Kind</dt><dd>LoRA</dd>",
                        "<dt>Precision</dt><dd>BF16</dd>",
                        "<dt>Parameters</dt><dd>170.5 million</dd>",
                        "<dt>License</dt><dd>CC0</dd>",
                        "<dt>Rank</dt><dd>32</dd>",
                        "<dt>Trigger words</dt><dd>ohwx panda, hat</dd>",
                        "<dt>AutoV2</dt><dd><code>6ce0161689</code></dd>",
                        "<dt>SHA-256</dt><dd><code>" + digest + "</code></dd>",
                        ">second.safetensors</h2>",
                        "Its header was not read.")
                .doesNotContain(">panda.yaml</h2>");
    }

    @Test
    void whatIsUnknownOfAFileIsSaid() {
        Checkpoint own = own(FILE);
        Checkpoint onNodes = server.atelier.add(TestCheckpoints.checkpoint()
                .files("other.safetensors")
                .onNodes()
                .openTo("*"));
        server.atelier.descriptions.save(
                own.id(),
                Map.of(0, new ModelDescription(ModelFamily.UNKNOWN, ModelKind.UNKNOWN, "", 0, Map.of(), List.of())));

        assertThat(browser.get("/console/models").body())
                .containsOnlyOnce("class=\"caption\"")
                .contains("<span class=\"caption\">unknown</span>");
        assertThat(browser.get(path(own)).body())
                .contains("What is in the file", "<dt>Family</dt><dd>unknown</dd>", "<dt>Kind</dt><dd>unknown</dd>")
                .doesNotContain("Precision", "Parameters", "AutoV2", "was not read");
        assertThat(browser.get(path(onNodes)).body()).doesNotContain("What is in the file", "was not read");
    }

    @Test
    void whatStrangersWroteInAFileIsShownAsText() {
        String hostile = "<script>alert(1)</script>\" onload='x' {{7*7}} ${7*7}";
        Checkpoint own = own(FILE);
        Map<ModelProperty, String> properties = new EnumMap<>(ModelProperty.class);
        for (ModelProperty property : ModelProperty.values()) {
            properties.put(property, hostile);
        }
        server.atelier.descriptions.save(
                own.id(),
                Map.of(
                        0,
                        new ModelDescription(
                                ModelFamily.UNKNOWN, ModelKind.LORA, "<b>", 5, properties, List.of(hostile))));

        assertThat(browser.get(path(own)).body())
                .doesNotContain("<script>alert", "<b>")
                .contains("<dt>Title</dt><dd>&lt;script", "<dt>Trigger words</dt><dd>&lt;script", "${7*7}");
    }

    @Test
    void whatTheUserMayNotDoIsNotOffered() {
        Checkpoint own = server.atelier.add(
                TestCheckpoints.checkpoint().files(FILE).by("reader").openTo("reader"));
        Browser reader = signedInWith("reader", "checkpoint:list");

        assertThat(reader.get("/console/models").body()).contains(FILE).doesNotContain("<form hx-", "/models/upload");
        assertThat(reader.get(path(own)).body()).contains(FILE).doesNotContain("<form hx-");
        assertThat(reader.get("/console/models/upload").statusCode()).isEqualTo(403);
        assertThat(reader.post("/console/models/import", Map.of()).statusCode()).isEqualTo(403);
        assertThat(reader.post(path(own) + "/delete", Map.of()).statusCode()).isEqualTo(403);
        Browser none = signedInWith("none", "inference:list");
        assertThat(none.get("/console/models").statusCode()).isEqualTo(403);
        assertThat(none.get("/console/queue").body()).doesNotContain("/console/models");
    }

    @Test
    void theListIsFilteredAndHasPages() {
        for (int i = 0; i < ModelFilter.PER_PAGE + 1; i++) {
            server.atelier.add(TestCheckpoints.checkpoint()
                    .files("lora-" + i + ".safetensors")
                    .type(CheckpointType.LORA)
                    .openTo("painter")
                    .createdAt(server.atelier.clock.instant().plusSeconds(i)));
        }
        own(FILE);

        assertThat(browser.get("/console/models?type=Stable-diffusion&status=Active")
                        .body())
                .contains(FILE, "Page 1 of 1")
                .doesNotContain("lora-");
        assertThat(browser.get("/console/models?type=Lora").body())
                .contains("lora-20.safetensors", "Page 1 of 2", "/console/models?type=Lora&amp;page=2")
                .doesNotContain("lora-0.safetensors");
        assertThat(browser.get("/console/models?type=Lora&page=2", "HX-Request", "true")
                        .body())
                .contains("lora-0.safetensors")
                .doesNotContain("lora-20.safetensors", "<html");
        assertThat(browser.get("/console/models?status=Disabled").body()).contains("There is nothing here");
    }

    @Test
    void modelsAreSearched() {
        Checkpoint own = own(FILE);
        server.atelier.add(TestCheckpoints.checkpoint().files(OTHERS).openTo("painter"));
        server.atelier.checkpoints.hash(own.id(), 0, new ModelHashes("ab".repeat(32), null, "beef4567"));
        server.atelier.descriptions.save(
                own.id(),
                Map.of(0, new ModelDescription(ModelFamily.WAN, ModelKind.CHECKPOINT, "", 0, Map.of(), List.of())));
        server.atelier.notes.save(own.id(), new ModelNotes("", List.of("anime")));

        for (String query : List.of(
                "name=" + FILE, "hash=BEEF4567", "family=Wan", "kind=checkpoint", "tag=anime", "creator=painter")) {
            assertThat(browser.get("/console/models?" + query).body())
                    .as(query)
                    .contains(path(own), "Page 1 of 1")
                    .doesNotContain(OTHERS + "</a>");
        }
        assertThat(browser.get("/console/models?name=%22%3E%3Cb&type=Lora").body())
                .contains("There is nothing here", "value=\"&#34;>&lt;b\"")
                .doesNotContain("\"><b\"");
    }

    @Test
    void aModelShowsItsHashesAndIsDisabledAndEnabled() {
        Checkpoint own = own(FILE);
        server.atelier.checkpoints.hash(own.id(), 0, new ModelHashes("ab".repeat(32), "cafe0123cafe", "beef4567"));
        assertThat(browser.get(path(own)).body())
                .contains(
                        "<dt>AutoV2</dt><dd><code>ababababab</code></dd>",
                        "<dt>AutoV3</dt><dd><code>cafe0123cafe</code></dd>",
                        "<dt>Legacy hash</dt><dd><code>beef4567</code></dd>",
                        "<dt>SHA-256</dt><dd><code>" + "ab".repeat(32) + "</code></dd>",
                        "Read its files again");

        HttpResponse<String> answer =
                browser.post(path(own) + "/status", Map.of("status", "Disabled"), "HX-Request", "true");
        assertThat(answer.headers().firstValue("HX-Redirect")).contains(path(own));
        assertThat(stored(own).status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(browser.get(path(own)).body()).contains(">Enable</button>").doesNotContain(">Disable</button>");
        isRefused(browser.post(path(own) + "/read", Map.of(), "HX-Request", "true"), 400, ".*has no files to be read");

        browser.post(path(own) + "/status", Map.of("status", "Active"));
        assertThat(stored(own).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(browser.post(path(own) + "/read", Map.of(), "HX-Request", "true")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void notesAndTagsAreEdited() {
        Checkpoint own = own(FILE);

        browser.post(path(own) + "/notes", Map.of("notes", "<b>best</b> at 0.8\r\nhere", "tags", "Style, anime,"));

        assertThat(browser.get(path(own)).body())
                .contains(
                        "&lt;b&gt;best&lt;/b&gt; at 0.8",
                        "<p class=\"caption\">anime, style</p>",
                        "value=\"anime, style\"")
                .doesNotContain("<b>best");
        isRefused(
                browser.post(path(own) + "/notes", Map.of("notes", "x".repeat(4001), "tags", ""), "HX-Request", "true"),
                400,
                "notes have 4001 characters");
        String longest = "\u96ea".repeat(4000);
        browser.post(path(own) + "/notes", Map.of("notes", longest, "tags", ""));
        assertThat(browser.get(path(own)).body()).contains(longest);
    }

    @ParameterizedTest
    @CsvSource({
        "type=none, 'is not one of'",
        "hash=xyz, 'hash .* is none'",
        "name=a, 'names are searched by'",
        "status=none, 'is not one of'",
        "page=0, 'page should be a whole number from 1'"
    })
    void whatIsWrongWithAFilterIsSaid(String query, String message) {
        isRefused(browser.get("/console/models?" + query), 400, ".*" + message);
    }

    @Test
    void anImportIsFollowedToItsEnd() {
        HttpResponse<String> answer = browser.post(
                "/console/models/import",
                Map.of("type", "Stable-diffusion", "urls", "\r\nhttps://example.org/" + FILE + "\r\n"),
                "HX-Request",
                "true");

        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/console/models");
        Checkpoint imported = stored(FILE);
        assertThat(imported.allowedRolesOrUsers()).isEqualTo(TestPrincipals.principals("painter"));
        assertThat(browser.get("/console/models").body())
                .contains("Initial, in progress", "hx-get=\"/console/models?page=1\"", "hx-trigger=\"every 3s\"");

        server.atelier.checkpoints.update(imported.fail("nothing answers <there>"), CheckpointStatus.INITIAL);

        assertThat(browser.get("/console/models", "HX-Request", "true").body())
                .contains("Disabled", "nothing answers &lt;there&gt;")
                .doesNotContain("every 3s", "hx-get");
        assertThat(browser.get(path(imported)).body()).contains("nothing answers &lt;there&gt;");
    }

    @Test
    void anImportIsSharedWithThoseWhoAreNamed() {
        server.addUser("bob");
        browser.post(
                "/console/models/import",
                Map.of("type", "Lora", "urls", "https://example.org/a.safetensors", "users", "bob"));

        assertThat(server.atelier
                        .checkpoints
                        .find(CheckpointType.LORA, new CheckpointFileName("a.safetensors"))
                        .orElseThrow()
                        .allowedRolesOrUsers())
                .isEqualTo(TestPrincipals.principals("user:painter", "user:bob"));
    }

    @ParameterizedTest
    @CsvSource({
        "urls, '', 'an import names 1 to 100 URLs'",
        "urls, ftp://example.org/a.safetensors, 'is neither http nor https'",
        "urls, https://127.0.0.1/a.safetensors, 'is not public'",
        "type, none, 'is not one of'",
        "roles, no-such-role, 'does not exist'",
        "roles, a/b, 'a role name has 1 to 128 characters'"
    })
    void whatIsWrongWithAnImportIsSaid(String field, String value, String message) {
        Map<String, String> form = new HashMap<>(Map.of("type", "Lora", "urls", "https://example.org/a.safetensors"));
        form.put(field, value);

        isRefused(browser.post("/console/models/import", form, "HX-Request", "true"), 400, ".*" + message);
        assertThat(server.atelier.checkpoints.find(CheckpointType.LORA, new CheckpointFileName("a.safetensors")))
                .isEmpty();
    }

    @Test
    void itsCreatorChangesWhoMayUseAModel() {
        server.addUser("bob");
        Checkpoint own = own(FILE);

        browser.post(path(own) + "/access", Map.of("roles", "painter\r\n", "users", "bob"));
        assertThat(stored(own).allowedRolesOrUsers())
                .isEqualTo(TestPrincipals.principals("user:painter", "user:bob", "painter"));
        assertThat(browser.get(path(own)).body())
                .contains(">painter</textarea>", ">bob\npainter</textarea>")
                .doesNotContain(" checked");

        browser.post(path(own) + "/access", Map.of("roles", "", "users", "", "everyone", "on"));
        assertThat(stored(own).allowedRolesOrUsers()).isEqualTo(TestPrincipals.principals("*"));
        assertThat(browser.get(path(own)).body()).contains(" checked", "<dd>everyone</dd>");
        isRefused(
                browser.post(path(own) + "/access", Map.of("users", "bob", "everyone", "on")),
                400,
                "everyone is true, so neither roles nor users may be given");
        isRefused(browser.post(path(own) + "/access", Map.of("users", "eve")), 400, ".*does not exist");

        browser.post(path(own) + "/access", Map.of());
        assertThat(stored(own).allowedRolesOrUsers()).isEqualTo(TestPrincipals.principals("user:painter"));
    }

    @Test
    void itsCreatorRenamesAndDeletesAModel() {
        Checkpoint own = own(FILE);

        assertThat(browser.post(path(own) + "/rename", Map.of("name", "bear.safetensors"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(stored(own).files().get(0).name()).hasToString("bear.safetensors");
        isRefused(browser.post(path(own) + "/rename", Map.of("name", "")), 400, "checkpoint file name");
        isRefused(browser.post(path(own) + "/rename", Map.of("name", "a.ckpt")), 400, ".*names of the same format");

        HttpResponse<String> answer = browser.post(path(own) + "/delete", Map.of(), "HX-Request", "true");

        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/console/models");
        assertThat(server.atelier.checkpoints.find(own.id())).isEmpty();
        isRefused(browser.get(path(own)), 404, "checkpoint not found");
        isRefused(browser.get("/console/models/none"), 404, "checkpoint not found");
    }

    @Test
    void anothersModelIsNotChanged() {
        Checkpoint other = server.atelier.add(
                TestCheckpoints.checkpoint().files(FILE).by("ann").openTo("painter"));
        Checkpoint hidden =
                server.atelier.add(TestCheckpoints.checkpoint().files(OTHERS).openTo("others"));

        isRefused(browser.get(path(hidden)), 404, "checkpoint not found");
        for (Checkpoint each : List.of(other, hidden)) {
            for (String change : List.of("access", "rename", "delete", "complete", "resume", "cancel")) {
                isRefused(
                        browser.post(
                                path(each) + "/" + change,
                                Map.of("name", "bear.safetensors", "everyone", "on", "parts", "1")),
                        403,
                        ".*belongs to another user");
            }
            assertThat(stored(each)).isEqualTo(each);
        }
    }

    @Test
    void modelsOnNodesStayThere() {
        Checkpoint onNodes = server.atelier.add(
                TestCheckpoints.checkpoint().files(FILE).onNodes().by("painter").openTo("*"));

        assertThat(browser.get(path(onNodes)).body()).contains("on GPU nodes").doesNotContain("<form hx-");
        isRefused(browser.post(path(onNodes) + "/delete", Map.of()), 400, ".*remove the files on the nodes");
    }

    @Test
    void aFileIsUploadedByParts() throws Exception {
        assertThat(browser.get("/console/models/upload").body())
                .contains("/console/assets/console-upload.js", "data-part-bytes=\"67108864\"");
        Map<String, Object> begun = begin("2");

        List<String> tags = new ArrayList<>();
        for (Object url : (List<?>) begun.get("urls")) {
            assertThat(url.toString()).startsWith("/files/");
            tags.add(server.http()
                    .send("PUT", url.toString(), ("part of " + url).getBytes(StandardCharsets.UTF_8))
                    .header("ETag"));
        }
        Checkpoint uploading = stored(FILE);
        assertThat(browser.get(path(uploading)).body()).contains("Initial, not uploaded completely");
        isRefused(complete(uploading, tags.subList(0, 1)), 400, ".*multi_parts_tags has 1 parts");

        assertThat(complete(uploading, tags).headers().firstValue("HX-Redirect"))
                .contains(path(uploading));
        assertThat(stored(uploading).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(server.atelier.read(stored(uploading).files().get(0).location()))
                .isEqualTo("part of "
                        + String.join(
                                "part of ",
                                ((List<?>) begun.get("urls"))
                                        .stream().map(Object::toString).toList()));
    }

    @Test
    void aFileThatIsRejectedSaysWhy() {
        Object url = ((List<?>) begin("1").get("urls")).get(0);
        String tag = server.http()
                .send("PUT", url.toString(), InMemoryInspector.EVIL.getBytes(StandardCharsets.UTF_8))
                .header("ETag");
        Checkpoint uploading = stored(FILE);

        isRefused(complete(uploading, List.of(tag)), 400, ".*says that it is evil");
        assertThat(browser.get("/console/models?status=Disabled").body()).contains("says that it is evil");
    }

    @Test
    void anUploadGoesOnAfterAReload() throws IOException {
        Object first = ((List<?>) begin("2").get("urls")).get(0);
        String tag = server.http()
                .send("PUT", first.toString(), "begun".getBytes(StandardCharsets.UTF_8))
                .header("ETag");
        Checkpoint uploading = stored(FILE);

        assertThat(browser.get("/console/models/upload").body())
                .contains(
                        FILE,
                        "1 of 2 parts arrived",
                        "Stable-diffusion, 1.5 KiB",
                        "action=\"" + path(uploading) + "/resume\"",
                        "data-id=\"" + uploading.id() + "\"");
        assertThat(browser.get(path(uploading)).body()).contains("Go on with the upload");
        isRefused(
                resume(uploading, "bear.safetensors"),
                400,
                ".*this upload is of file panda.safetensors with 1536 bytes");

        Map<String, Object> resumed = TestJson.object(resume(uploading, FILE).body());
        assertThat(resumed).containsEntry("id", uploading.id().toString());
        assertThat(resumed.get("arrived"))
                .isEqualTo(Map.of("1", Map.of("tag", tag.replace("\"", ""), "size", "begun".length())));
        Object second = ((List<?>) resumed.get("urls")).get(1);
        String other = server.http()
                .send("PUT", second.toString(), " and done".getBytes(StandardCharsets.UTF_8))
                .header("ETag");

        assertThat(complete(uploading, List.of(tag, other)).headers().firstValue("HX-Redirect"))
                .contains(path(uploading));
        assertThat(server.atelier.read(stored(uploading).files().get(0).location()))
                .isEqualTo("begun and done");
        assertThat(browser.get("/console/models/upload").body()).doesNotContain(FILE, "A new upload");
        assertThat(browser.get(path(uploading)).body()).doesNotContain("Go on with the upload");
    }

    private HttpResponse<String> resume(Checkpoint uploading, String file) {
        return browser.post(
                path(uploading) + "/resume", Map.of("name", file, "parts", "2", "bytes", BYTES), "HX-Request", "true");
    }

    @Test
    void anUploadIsCancelled() {
        begin("2");
        Checkpoint uploading = stored(FILE);

        HttpResponse<String> answer = browser.post(path(uploading) + "/cancel", Map.of(), "HX-Request", "true");

        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/console/models/upload");
        assertThat(server.atelier.checkpoints.find(uploading.id())).isEmpty();
        assertThat(server.atelier.store.openUploads()).isZero();
        isRefused(browser.post(path(own(FILE)) + "/cancel", Map.of()), 400, ".*is Active; it awaits no parts");
    }

    @Test
    void anUploadThatTheStoreHasNoLongerCanBeCancelledAlone() {
        begin("2");
        server.atelier.store.abortUpload(stored(FILE).uploads().get(FILE));

        assertThat(browser.get("/console/models/upload").body())
                .contains("the store has no parts of it", "data-cancel>")
                .doesNotContain("The same file");
        isRefused(resume(stored(FILE), FILE), 400, ".*cancel it and begin a new one");
    }

    @Test
    void anUploadThatIsPutTogetherButNotCheckedGoesOn() throws IOException {
        Object url = ((List<?>) begin("1").get("urls")).get(0);
        String tag = server.http()
                .send("PUT", url.toString(), "whole".getBytes(StandardCharsets.UTF_8))
                .header("ETag");
        Checkpoint uploading = stored(FILE);
        server.atelier.store.completeUpload(uploading.uploads().get(FILE), List.of(new UploadedPart(1, tag)));

        assertThat(browser.get("/console/models/upload").body()).contains("all parts arrived", "The same file");
        Map<?, ?> arrived = (Map<?, ?>) TestJson.object(browser.post(
                                path(uploading) + "/resume",
                                Map.of("name", FILE, "parts", "1", "bytes", BYTES),
                                "HX-Request",
                                "true")
                        .body())
                .get("arrived");
        Object known = ((Map<?, ?>) arrived.get("1")).get("tag");

        complete(uploading, List.of(known.toString()));
        assertThat(stored(uploading).status()).isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void aCancellationThatFailedCanBeRepeatedAlone() {
        begin("2");
        Checkpoint uploading = stored(FILE);
        server.atelier.checkpoints.update(uploading.fail("its upload was cancelled"), CheckpointStatus.INITIAL);

        assertThat(browser.get("/console/models/upload").body())
                .contains(FILE, "it was cancelled, but not all of it is deleted", "data-cancel>")
                .doesNotContain("The same file");
        browser.post(path(uploading) + "/cancel", Map.of(), "HX-Request", "true");

        assertThat(server.atelier.checkpoints.find(uploading.id())).isEmpty();
    }

    private Map<String, Object> begin(String parts) {
        HttpResponse<String> begun = browser.post(
                "/console/models/upload",
                Map.of("type", "Stable-diffusion", "name", FILE, "parts", parts, "bytes", BYTES),
                "HX-Request",
                "true");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        assertThat(begun.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        return TestJson.object(begun.body());
    }

    private HttpResponse<String> complete(Checkpoint checkpoint, List<String> tags) {
        return browser.post(
                path(checkpoint) + "/complete",
                Map.of("name", FILE, "tags", String.join("\n", tags)),
                "HX-Request",
                "true");
    }

    @ParameterizedTest
    @CsvSource({
        "parts, many, 'parts should be a whole number of 0 or more'",
        "parts, '', 'to come in 0 parts; allowed is 1 to 10000'",
        "parts, 10001, 'to come in 10001 parts'",
        "bytes, 0, 'the file is empty'",
        "bytes, -1, 'bytes should be a whole number of 0 or more'",
        "name, ../a.safetensors, 'checkpoint file name'",
        "name, a.exe, 'cannot be used as a Stable-diffusion model'",
        "type, none, 'is not one of'"
    })
    void whatIsWrongWithAnUploadIsSaid(String field, String value, String message) {
        Map<String, String> form =
                new HashMap<>(Map.of("type", "Stable-diffusion", "name", FILE, "parts", "1", "bytes", BYTES));
        form.put(field, value);

        isRefused(browser.post("/console/models/upload", form, "HX-Request", "true"), 400, ".*" + message);
        assertThat(server.atelier.store.openUploads()).isZero();
    }

    @Test
    void theUploadPageAloneMayConnectToAStoreThatIsAServerOfItsOwn() {
        assertThat(policy("/console/models/upload")).contains("connect-src 'self';");
        server.atelier.store.serveAt(URI.create("https://files.example.org:9000/bucket/"));

        assertThat(policy("/console/models/upload")).contains("connect-src 'self' https://files.example.org:9000;");
        assertThat(policy("/console/models")).contains("connect-src 'self';");
        assertThat(begin("1").get("urls").toString()).startsWith("[https://files.example.org:9000/bucket/");
    }

    private String policy(String path) {
        return browser.get(path).headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    @Test
    void whatUsersWriteIsShownAsText() {
        Checkpoint named = own("<script>alert(1)<b>\"'.safetensors");

        for (String path : List.of("/console/models", path(named), "/console/models?type=%3Cscript%3Ealert(1)")) {
            assertThat(browser.get(path).body())
                    .as(path)
                    .doesNotContain("<script>alert", "<b>")
                    .contains("&lt;script");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://example.org"})
    void formsOfOthersAreRefused(String origin) {
        Checkpoint own = own(FILE);
        String[] headers = origin.isEmpty() ? new String[0] : new String[] {"Origin", origin};

        assertThat(browser.postFromElsewhere(path(own) + "/delete", Map.of(), headers)
                        .statusCode())
                .isEqualTo(403);
        assertThat(stored(own)).isEqualTo(own);
    }

    @Test
    void theScriptOfUploadsIsSmall() {
        assertThat(browser.bytes("/console/assets/console-upload.js").length).isBetween(1000, 20_000);
    }
}
