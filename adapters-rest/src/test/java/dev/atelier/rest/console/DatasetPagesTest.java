package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestDatasets;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetPagesTest {

    private static final String EVIL = "<script>alert(1)<b>\"' %2F+&?#;";

    private RestServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("trainer", "train:all");
        browser = new Browser(server).signIn("trainer", RestServer.KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Dataset open(String name, DatasetStatus status, String... files) {
        return server.atelier.add(
                TestDatasets.dataset().name(name).status(status).files(files).openTo("trainer"));
    }

    private Dataset stored(String name) {
        return server.atelier.datasets.find(new DatasetName(name)).orElseThrow();
    }

    private static String path(Dataset dataset) {
        return "/console" + DatasetPages.path(dataset.name());
    }

    private void isRefused(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).containsPattern("<div id=\"error\"[^>]*>[^<]*" + message);
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", png);
        return png.toByteArray();
    }

    private void arrives(StorageUri file, byte[] content) throws IOException {
        server.atelier.store.put(file, new ByteArrayInputStream(content), "image/png");
    }

    @Test
    void theListHasWhatIsOpenToTheUser() {
        Dataset open = open("lego", DatasetStatus.INITIALED, "a.png");
        Dataset enabled = open("bricks", DatasetStatus.ENABLED, "a.png");
        server.atelier.add(TestDatasets.dataset().name("secret").openTo("others"));

        assertThat(browser.get("/console/datasets").body())
                .contains(path(open), path(enabled), ">Initialed</td>", ">ann</td>", "role trainer", "/new-dataset")
                .doesNotContain("secret");
        assertThat(browser.get("/console/datasets?status=Enabled").body())
                .contains(path(enabled))
                .doesNotContain(path(open));
        isRefused(browser.get("/console/datasets?status=none"), 400, "dataset status");
        isRefused(browser.get("/console/datasets/secret"), 403, "dataset secret is not open");
        isRefused(browser.get("/console/datasets/none"), 404, "dataset none is not found");
        isRefused(browser.get("/console/datasets/.none"), 404, "dataset .none is not found");
    }

    @Test
    void theListHasPages() {
        for (int i = 0; i < 51; i++) {
            server.atelier.add(TestDatasets.dataset()
                    .name("number-" + i + "x")
                    .openTo("trainer")
                    .createdAt(server.atelier.clock.instant().plusSeconds(i)));
        }

        String first = browser.get("/console/datasets?status=Initialed").body();

        assertThat(first).contains("number-50x").doesNotContain("number-0x");
        String next = first.replaceFirst("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(next).contains("status=Initialed");
        assertThat(browser.get(next).body()).contains("number-0x").doesNotContain("number-50x");
    }

    @Test
    void withoutThePermissionThereIsNoSuchSection() {
        server.addUserHolding("reader", "train:list", "train:create");
        Dataset dataset = server.atelier.add(TestDatasets.dataset().name("lego").openTo("reader"));
        Browser reader = new Browser(server).signIn("reader", RestServer.KEY);

        assertThat(reader.get("/console").body()).doesNotContain("/console/datasets");
        for (String path : List.of("/console/datasets", "/console/new-dataset", path(dataset))) {
            assertThat(reader.get(path).statusCode()).as(path).isEqualTo(403);
        }
        for (String action : List.of("status", "delete", "missing", "complete", "caption")) {
            assertThat(reader.post(path(dataset) + "/" + action, Map.of("status", "Disabled"))
                            .statusCode())
                    .as(action)
                    .isEqualTo(403);
        }
        assertThat(reader.post("/console/new-dataset", Map.of()).statusCode()).isEqualTo(403);
        assertThat(reader.get(path(dataset) + "/image?file=a.png").statusCode()).isEqualTo(403);
        assertThat(stored("lego")).isEqualTo(dataset);
    }

    @Test
    void aCaptionIsChangedOnTheDatasetsPage() throws IOException {
        Dataset dataset = open("le go+", DatasetStatus.ENABLED, "a.png", "a.txt", "b & c.png");
        server.atelier.write(dataset.location().resolve("a.txt"), "a brick");
        String loaded = version(browser.get(path(dataset)).body());

        HttpResponse<String> changed = caption(dataset, "a.png", loaded, "a <b>red</b> brick");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body())
                .contains(
                        "a &lt;b&gt;red&lt;/b&gt; brick</textarea>",
                        "Saved",
                        "hx-post=\"" + path(dataset) + "/caption\"")
                .doesNotContain("<html", loaded);
        assertThat(server.atelier.read(dataset.location().resolve("a.txt"))).isEqualTo("a <b>red</b> brick");

        HttpResponse<String> second = caption(dataset, "a.png", loaded, "mine");
        assertThat(second.body())
                .contains(
                        ">mine</textarea>", "The caption was changed meanwhile, to: “a &lt;b&gt;red&lt;/b&gt; brick”.")
                .doesNotContain("Saved");
        assertThat(server.atelier.read(dataset.location().resolve("a.txt"))).isEqualTo("a <b>red</b> brick");
        caption(dataset, "a.png", version(second.body()), "mine");
        assertThat(server.atelier.read(dataset.location().resolve("a.txt"))).isEqualTo("mine");

        caption(dataset, "b & c.png", "", "another brick");
        assertThat(browser.get(path(dataset)).body())
                .contains(">mine</textarea>", ">another brick</textarea>", "Save the caption of b &amp; c.png");
        isRefused(caption(dataset, "none.png", "", "x"), 404, "dataset le go. has no image none.png");
        isRefused(caption(dataset, "../x.png", "", "x"), 400, "file name");
        isRefused(caption(dataset, "b & c.png", "", "x".repeat(70_000)), 413, "");
    }

    @Test
    void eachCaptionOfAPageHasAFieldOfItsOwn() {
        String page = browser.get(path(open("lego", DatasetStatus.ENABLED, "Aa.png", "BB.png")))
                .body();

        assertThat(Pattern.compile("<textarea id=\"([^\"]+)\"")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    private HttpResponse<String> caption(Dataset dataset, String image, String version, String text) {
        return browser.post(
                path(dataset) + "/caption",
                Map.of("file", image, "version", version, "caption", text),
                "HX-Request",
                "true");
    }

    private static String version(String html) {
        return html.replaceFirst("(?s).*?name=\"version\" value=\"([^\"]+)\".*", "$1");
    }

    @Test
    void aDatasetsPageHasItsImagesAndTheirCaptions() throws IOException {
        Dataset dataset = open("lego", DatasetStatus.ENABLED, "a.png", "a.txt", "x/b.png");
        byte[] png = png(900, 300);
        arrives(dataset.location().resolve("a.png"), png);
        server.atelier.write(dataset.location().resolve("a.txt"), "a <b>red</b> brick");

        assertThat(browser.get(path(dataset)).body())
                .contains(
                        "/thumbnail?file=a.png",
                        "a &lt;b&gt;red&lt;/b&gt; brick",
                        "not uploaded",
                        "no caption",
                        "bricks</dd>",
                        "Files that have not arrived: 1",
                        "Page 1 of 1")
                .doesNotContain("/thumbnail?file=a.txt", "thumbnail?file=x", "Train with it", "<b>red");
        assertThat(browser.bytes(path(dataset) + "/image?file=a.png")).isEqualTo(png);
        for (int times = 0; times < 2; times++) {
            BufferedImage small =
                    ImageIO.read(new ByteArrayInputStream(browser.bytes(path(dataset) + "/thumbnail?file=a.png")));
            assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(384, 128);
        }
        HttpResponse<String> thumbnail = browser.get(path(dataset) + "/thumbnail?file=a.png");
        assertThat(thumbnail.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(browser.get(path(dataset) + "/image?file=a.txt").statusCode())
                .isEqualTo(404);
        assertThat(browser.get(path(dataset) + "/image?file=../a.png").statusCode())
                .isEqualTo(400);
        assertThat(browser.get(path(dataset) + "/image").statusCode()).isEqualTo(400);
    }

    @Test
    void whatIsNoImageInsideIsLeftAsItIs() {
        Dataset dataset = open("lego", DatasetStatus.ENABLED, "a.png");
        server.atelier.write(dataset.location().resolve("a.png"), "<script>");

        HttpResponse<String> thumbnail = browser.get(path(dataset) + "/thumbnail?file=a.png");

        assertThat(thumbnail.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(thumbnail.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void aDatasetsPageIsDivided() {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            files.add("number-" + i + "x.png");
        }
        Dataset dataset = open("lego", DatasetStatus.INITIALED, files.toArray(String[]::new));

        assertThat(browser.get(path(dataset)).body())
                .contains("number-47x", "Page 1 of 2", "rel=\"next\"")
                .doesNotContain("number-48x", "rel=\"prev\"");
        assertThat(browser.get(path(dataset) + "?page=2").body())
                .contains("number-48x", "rel=\"prev\"")
                .doesNotContain("number-47x", "rel=\"next\"");
    }

    private static Map<String, String> form(String... files) {
        return new HashMap<>(Map.of(
                "dataset_name",
                "cats",
                "prefix",
                "/20_cat/",
                "description",
                "our cats",
                "files",
                String.join("\n", files)));
    }

    private Map<String, Object> begin(String path, Map<String, String> form) {
        HttpResponse<String> begun = browser.post(path, form, "HX-Request", "true");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        assertThat(begun.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        return TestJson.object(begun.body());
    }

    private void send(Object url) {
        assertThat(server.http().send("PUT", url.toString(), new byte[] {1}).status())
                .isEqualTo(200);
    }

    @Test
    void aDatasetIsUploadedAndEnabled() {
        Map<String, Object> begun = begin("/console/new-dataset", form("a.png", "a.txt"));
        assertThat(begun.get("id")).isEqualTo("cats");
        ((List<?>) begun.get("urls")).forEach(this::send);

        HttpResponse<String> completed =
                browser.post("/console/datasets/cats/complete", Map.of("tags", ""), "HX-Request", "true");

        assertThat(completed.headers().firstValue("HX-Redirect")).contains("/console/datasets/cats");
        Dataset created = stored("cats");
        assertThat(created.status()).isEqualTo(DatasetStatus.ENABLED);
        assertThat(created.prefix()).isEqualTo("20_cat");
        assertThat(created.params()).isEqualTo(Map.of("description", "our cats"));
        assertThat(server.atelier.datasets.items(created.id()))
                .extracting(DatasetItem::type)
                .containsExactly("image", "caption");
        assertThat(server.atelier.store.files())
                .containsExactlyInAnyOrder(
                        created.location().resolve("a.png"), created.location().resolve("a.txt"));
        assertThat(browser.get("/console/datasets/cats").body())
                .contains("our cats", ">20_cat<", "Train with it", "/trainings/new?dataset=cats", "\">Disable<")
                .doesNotContain("\">Enable<", "console-upload.js");
    }

    @Test
    void aNameThatIsMissingInTwoFoldersIsNotGuessed() {
        Dataset pets = open("pets", DatasetStatus.INITIALED, "10_cat/a.png", "20_dog/a.png");

        isRefused(browser.post(path(pets) + "/missing", Map.of("files", "a.png")), 400, "2 files named [^<]*a.png");
    }

    @Test
    void whatIsMissingIsUploadedLater() {
        begin("/console/new-dataset", form("a.png", "b.png"));
        isRefused(browser.post("/console/datasets/cats/complete", Map.of()), 400, "none of the files of dataset cats");
        isRefused(
                browser.post("/console/datasets/cats/missing", Map.of("files", "c.png\n.png")),
                400,
                "dataset cats lacks 2 files, and none");

        Map<String, Object> begun = begin("/console/datasets/cats/missing", Map.of("files", "c.png\nb.png"));

        List<?> urls = (List<?>) begun.get("urls");
        assertThat(urls.get(0)).isEqualTo("");
        send(urls.get(1));
        assertThat(browser.get("/console/datasets/cats").body())
                .contains("Files that have not arrived: 1", "/console/datasets/cats/missing", "console-upload.js");
        assertThat(server.atelier.store.files())
                .containsExactly(stored("cats").location().resolve("b.png"));
    }

    @ParameterizedTest
    @CsvSource({
        "dataset_name, '', 'dataset name .* is not allowed'",
        "dataset_name, a/b, 'dataset name .* is not allowed'",
        "dataset_name, taken, 'dataset taken already exists'",
        "prefix, ../x, 'a storage key has no'",
        "files, '', 'dataset cats has 0 files; allowed are 1 to 1000'",
        "files, ../a.png, 'file name .* is not allowed'"
    })
    void whatIsWrongWithAFormIsSaid(String field, String value, String message) {
        open("taken", DatasetStatus.ENABLED, "a.png");
        Map<String, String> form = form("a.png");
        form.put(field, value);

        isRefused(browser.post("/console/new-dataset", form, "HX-Request", "true"), 400, ".*" + message);
        assertThat(server.atelier.datasets.find(new DatasetName("cats"))).isEmpty();
    }

    @Test
    void aDatasetIsDisabledAndDeleted() {
        Dataset dataset = open("lego", DatasetStatus.ENABLED, "a.png");
        server.atelier.write(dataset.location().resolve("a.png"), "image");

        browser.post(path(dataset) + "/status", Map.of("status", "Disabled"));
        assertThat(stored("lego").status()).isEqualTo(DatasetStatus.DISABLED);
        isRefused(browser.post(path(dataset) + "/status", Map.of("status", "Initialed")), 400, ".*cannot become");

        HttpResponse<String> deleted = browser.post(path(dataset) + "/delete", Map.of(), "HX-Request", "true");

        assertThat(deleted.headers().firstValue("HX-Redirect")).contains("/console/datasets");
        assertThat(server.atelier.datasets.find(dataset.name())).isEmpty();
        assertThat(server.atelier.store.files()).isEmpty();
        Dataset hidden = server.atelier.add(TestDatasets.dataset().openTo("others"));
        assertThat(browser.post(path(hidden) + "/delete", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(server.atelier.datasets.find(hidden.name())).isPresent();
    }

    @Test
    void pagesThatSendFilesMayConnectToAStoreThatIsAServerOfItsOwn() {
        Dataset dataset = open("lego", DatasetStatus.INITIALED, "a.png");
        server.atelier.store.serveAt(URI.create("https://files.example.org:9000/bucket/"));

        for (String path : List.of("/console/new-dataset", path(dataset))) {
            assertThat(policy(path)).contains("connect-src 'self' https://files.example.org:9000;");
        }
        assertThat(policy("/console/datasets")).contains("connect-src 'self';");
        assertThat(begin("/console/new-dataset", form("a.png")).get("urls").toString())
                .startsWith("[https://files.example.org:9000/bucket/");
    }

    private String policy(String path) {
        return browser.get(path).headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    @Test
    void namesOfUsersAreTextAndParts() throws IOException {
        Dataset dataset = open(EVIL, DatasetStatus.ENABLED, EVIL + ".png");
        arrives(dataset.location().resolve(EVIL + ".png"), png(8, 8));

        for (String path : List.of("/console/datasets", path(dataset))) {
            assertThat(browser.get(path).body()).as(path).contains("&lt;script").doesNotContain("<script>alert", "<b>");
        }
        String image = browser.get(path(dataset))
                .body()
                .replaceFirst("(?s).* src=\"([^\"]*/thumbnail[^\"]*)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(browser.get(image).headers().firstValue("Content-Type")).contains("image/jpeg");
    }
}
