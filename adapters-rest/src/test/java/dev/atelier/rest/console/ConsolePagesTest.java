package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestNodes;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.PromptText;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsolePagesTest {

    private static final String MODEL = "panda.safetensors";
    private static final String NODE = "gpu-1:7860/sd";
    private static final String IMAGE =
            "data:image/png;base64," + Base64.getEncoder().encodeToString(png(8, 8));
    private static final String SCRIPT = "<script>alert(1)</script>\"'";

    private RestServer server;
    private Endpoint endpoint;
    private Browser browser;

    @BeforeEach
    void start() {
        server = RestServer.start(Map.of("micronaut.server.multipart.max-file-size", "1KB"));
        server.addUserHolding("painter", "inference:all", "checkpoint:list");
        server.atelier.add(TestCheckpoints.checkpoint().files(MODEL).openTo("painter"));
        endpoint = server.atelier.add(TestEndpoints.endpoint().realTime().openTo("painter"));
        browser = new Browser(server).signIn("painter", RestServer.KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Browser administrator() {
        return new Browser(server).signIn("admin", RestServer.KEY);
    }

    private InferenceJob generate(Map<String, String> form) {
        HttpResponse<String> answer = browser.post("/console/generate", form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String page = answer.headers().firstValue("Location").orElseThrow();
        return job(
                InferenceJobId.parse(page.substring(page.lastIndexOf('/') + 1)).orElseThrow());
    }

    private InferenceJob job(InferenceJobId id) {
        return server.atelier.jobs.find(id).orElseThrow();
    }

    private Object payload(InferenceJob job) throws IOException {
        return TestJson.object(server.atelier.read(job.payload()));
    }

    private void succeedsWith(byte[] png, String info) {
        server.atelier.backend.answer(
                job -> Optional.of(new InferenceOutcome.Succeeded(List.of(new Drawn(png)), "{\"steps\":12}", info)));
    }

    /** An image that a job made. */
    private record Drawn(byte[] content) implements InferenceOutcome.Image {

        @Override
        public InferenceOutcome.Format format() {
            return InferenceOutcome.Format.PNG;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }
    }

    private static byte[] png(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }

    @Test
    void theFirstPageShowsWhatTheUserMaySee() {
        server.atelier.backend.has(TestNodes.healthy(NODE));
        succeedsWith(png(16, 16), "{}");
        InferenceJob job = generate(Map.of("prompt", "a cat", "model", MODEL));
        queued(TestJobs.job().by("painter"));
        queued(TestJobs.job().by("ann"));

        assertThat(browser.get("/console").body())
                .contains("1 waits", "0 run", "1 image in the last 30 days", job.id() + "/thumbnails/0")
                .doesNotContain(NODE);
        assertThat(administrator().get("/console").body()).contains("2 wait", NODE, ">idle<");
        server.addUserHolding("trainer", "train:list");
        assertThat(new Browser(server)
                        .signIn("trainer", RestServer.KEY)
                        .get("/console")
                        .body())
                .contains("<h1>Overview</h1>")
                .doesNotContain("waits", "images in", "/console/queue");
    }

    @Test
    void theFirstPageDrawsTheLastDay() {
        server.atelier.backend.has(TestNodes.healthy(NODE));
        Instant now = server.atelier.clock.instant();
        String empty = administrator().get("/console").body();
        assertThat(empty)
                .contains(
                        ">Waiting jobs<",
                        ">Oldest waiting job<",
                        ">Busy nodes<",
                        "a sample is taken every five minutes")
                .doesNotContain("<path", "as a table");

        for (int minutes : List.of(1500, 20, 15)) {
            server.atelier.load.add(new LoadHistory.Sample(
                    new LoadHistory.Queue(now.minus(Duration.ofMinutes(minutes)), minutes, Duration.ofMinutes(7)),
                    Map.of(NODE, Duration.ofMinutes(4))));
        }

        assertThat(administrator().get("/console").body())
                .contains(
                        "aria-label=\"Waiting jobs: At most 20 in the last 24 hours\"",
                        "At most 7 min in the last 24 hours",
                        "On average 80 % in the last 24 hours",
                        "<path d=\"M591.7 0.0h0L593.8 30.0\"/>",
                        "<time datetime=\"" + now.minus(Duration.ofDays(1)) + "\">",
                        "The last 24 hours as a table",
                        "data-label=\"Waiting jobs\">20</td>")
                .doesNotContain("a sample is taken");
        assertThat(browser.get("/console").body()).doesNotContain("<path", "Waiting jobs", "Busy nodes", "as a table");
        server.addUserHolding("operator", "sagemaker_endpoint:list", "inference:list");
        assertThat(new Browser(server)
                        .signIn("operator", RestServer.KEY)
                        .get("/console")
                        .body())
                .contains(">Busy nodes<", "data-label=\"Busy nodes\">80 %</td>")
                .doesNotContain("Waiting jobs", "Oldest waiting");
    }

    @Test
    void theFormOffersWhatTheUserMayUse() {
        server.atelier.add(
                TestCheckpoints.checkpoint().files("secret.safetensors").openTo("others"));

        assertThat(browser.get("/console/generate?prompt=a%20cat&steps=9&model=" + MODEL)
                        .body())
                .contains(">" + MODEL + "</option>", ">a cat</textarea>", "name=\"steps\"", "value=\"9\"")
                .doesNotContain("secret.safetensors", "/console/nodes", "/console/audit");
    }

    @Test
    void aFormMakesAJobOfItsFields() throws IOException {
        InferenceJob job = generate(Map.of(
                "prompt",
                "a cat & a dog",
                "negative_prompt",
                "",
                "model",
                MODEL,
                "steps",
                "12",
                "cfg_scale",
                "7.5",
                "seed",
                "-1",
                "width",
                "512"));

        assertThat(job.status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(job.user()).hasToString("painter");
        assertThat(job.place().endpoint()).isEqualTo(endpoint.id());
        assertThat(payload(job))
                .isEqualTo(Map.of("prompt", "a cat & a dog", "steps", 12, "cfg_scale", 7.5, "seed", -1, "width", 512));
    }

    @Test
    void aLargeImageWithAMaskIsAnImg2ImgJob() throws IOException {
        // Larger than what the framework's own reader takes as a field of a form.
        byte[] noise = new byte[30_000];
        String image = "data:image/png;base64," + Base64.getEncoder().encodeToString(png(64, 64))
                + Base64.getEncoder().encodeToString(noise);

        InferenceJob job = generate(Map.of(
                "prompt", "a cat", "model", MODEL, "init_image", image, "mask", image, "denoising_strength", "0.6"));

        assertThat(job.taskType().word()).isEqualTo("img2img");
        assertThat(payload(job))
                .isEqualTo(Map.of(
                        "prompt", "a cat", "init_images", List.of(image), "mask", image, "denoising_strength", 0.6));
    }

    @Test
    void theFormHasAUnitOfControlNet() throws IOException {
        server.atelier.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.CONTROL_NET)
                .files("canny.safetensors")
                .openTo("painter"));
        server.atelier.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.CONTROL_NET)
                .files("depth_v1.1")
                .onNodes()
                .openTo("*"));
        assertThat(browser.get("/console/generate").body())
                .contains(
                        ">canny.safetensors</option>",
                        ">depth_v1.1</option>",
                        "<details class=\"wide\">",
                        "No node reports ControlNet");
        server.atelier.backend.offers(withModules("scribble"));
        assertThat(browser.get("/console/generate").body())
                .contains("<option value=\"scribble\"")
                .doesNotContain("No node reports ControlNet");

        assertThat(payload(generate(control(Map.of(
                        "control_image", IMAGE, "control_model", "canny.safetensors", "control_weight", "0.5")))))
                .isEqualTo(Map.of(
                        "prompt",
                        "a cat",
                        "alwayson_scripts",
                        Map.of(
                                "controlnet",
                                Map.of(
                                        "args",
                                        List.of(Map.of(
                                                "enabled",
                                                true,
                                                "module",
                                                "none",
                                                "model",
                                                "canny.safetensors",
                                                "weight",
                                                0.5,
                                                "guidance_start",
                                                0,
                                                "guidance_end",
                                                1,
                                                "control_mode",
                                                "Balanced",
                                                "resize_mode",
                                                "Just Resize",
                                                "image",
                                                IMAGE))))));
        assertThat(payload(generate(control(Map.of("control_weight", "0.5"))))).isEqualTo(Map.of("prompt", "a cat"));
    }

    private static NodeCapabilities.Offer withModules(String... modules) {
        return new NodeCapabilities.Offer(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.of(new NodeCapabilities.ControlNet(3, 3, List.of(modules), Map.of())),
                List.of());
    }

    private static Map<String, String> control(Map<String, String> fields) {
        Map<String, String> form = new HashMap<>(Map.of("prompt", "a cat", "model", MODEL));
        form.putAll(fields);
        return form;
    }

    @ParameterizedTest
    @CsvSource({
        "control_image, '', 'control_image is missing'",
        "control_image, https://example.org/x.png, control_image should be an image",
        "control_module, '', 'choose a ControlNet model or a preprocessor'",
        "control_module, ../../x, should hold no slash",
        "control_model, none-such, none-such",
        "control_model, /models/x.safetensors, paths and URLs are not taken",
        "control_weight, heavy, control_weight should be a number",
        "control_weight, 2.5, 'control_weight should be a number from 0 to 2'",
        "control_start, -1, 'control_start should be a number from 0 to 1'",
        "control_end, 0.2, control_start should be no more than control_end",
        "control_mode, Strong, control_mode should be one of Balanced",
        "control_resize, Stretch, control_resize should be one of Just Resize"
    })
    void whatIsWrongWithAUnitIsSaid(String field, String value, String message) {
        Map<String, String> form =
                control(Map.of("control_image", IMAGE, "control_module", "canny", "control_start", "0.3"));
        form.put(field, value);

        HttpResponse<String> answer = browser.post("/console/generate", form, "HX-Request", "true");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("<div id=\"error\"", message);
        assertThat(server.atelier.backend.running()).isEmpty();
    }

    @Test
    void aJobShowsItsUnitAndIsMadeAgainWithAllButItsImage() {
        String parameters = "{\"alwayson_scripts\":{\"ControlNet\":{\"args\":[{\"enabled\":true,\"image\":\"iVBO...\","
                + "\"module\":\"none\",\"model\":\"canny [0123abcd]\",\"weight\":0.5,\"guidance_end\":0.8,"
                + "\"control_mode\":\"My prompt is more important\"}]}}}";
        server.atelier.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.CONTROL_NET)
                .files("canny.safetensors")
                .openTo("painter"));
        server.atelier.backend.answer(job -> Optional.of(
                new InferenceOutcome.Succeeded(List.of(new Drawn(png(16, 16))), parameters, "{\"seed\":7}")));
        InferenceJob job = generate(control(Map.of("control_image", IMAGE, "control_model", "canny")));

        String page = browser.get("/console/jobs/" + job.id()).body();
        assertThat(page)
                .contains(
                        "<dt>control model</dt><dd>canny [0123abcd]</dd>",
                        "<dt>control weight</dt><dd>0.5</dd>",
                        "<dt>control end</dt><dd>0.8</dd>",
                        "<dt>control mode</dt><dd>My prompt is more important</dd>")
                .doesNotContain("iVBO", "control module");
        String again = page.replaceFirst("(?s).*href=\"([^\"]*/generate[^\"]*)\">Again with this seed.*", "$1")
                .replace("&amp;", "&");
        assertThat(browser.get(again).body())
                .contains(
                        "<details class=\"wide\" open>",
                        "<option selected>canny.safetensors</option>",
                        "name=\"control_weight\" type=\"number\" min=\"0\" max=\"2\" step=\"any\" value=\"0.5\"",
                        "<option selected>My prompt is more important</option>",
                        "name=\"control_image\" value=\"\"");
    }

    @Test
    void aUnitOfAnotherClientIsMadeAgainAsItIsMeant() {
        String parameters = "{\"alwayson_scripts\":{\"controlnet\":{\"args\":[{\"enabled\":false,\"model\":\"canny\"},"
                + "{\"model\":\"<gone>\",\"control_mode\":2,\"resize_mode\":\"Envelope (Outer Fit)\"}]}}}";
        server.atelier.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.CONTROL_NET)
                .files("canny.safetensors")
                .openTo("painter"));
        server.atelier.backend.answer(job -> Optional.of(
                new InferenceOutcome.Succeeded(List.of(new Drawn(png(16, 16))), parameters, "{\"seed\":7}")));
        InferenceJob job = generate(control(Map.of("control_image", IMAGE, "control_model", "canny")));

        String page = browser.get("/console/jobs/" + job.id()).body();
        String again = page.replaceFirst("(?s).*href=\"([^\"]*/generate[^\"]*)\">Again with this seed.*", "$1")
                .replace("&amp;", "&");
        assertThat(browser.get(again).body())
                .contains(
                        "<option>canny.safetensors</option>",
                        "<option selected>&lt;gone&gt;</option>",
                        "<option selected>ControlNet is more important</option>",
                        "<option selected>Resize and Fill</option>");
    }

    @Test
    void aJobThatNoNodeCanDoSaysWhy() {
        server.atelier.backend.answer(
                job -> Optional.of(new InferenceOutcome.Failed("The node has no script \"controlnet\"")));
        InferenceJob job = generate(control(Map.of("control_image", IMAGE, "control_module", "canny")));

        assertThat(browser.get("/console/jobs/" + job.id()).body())
                .contains("<p class=\"reason\">The node has no script \"controlnet\"</p>");
    }

    @ParameterizedTest
    @CsvSource({
        "steps, many, steps should be a number",
        "model, other.safetensors, other.safetensors",
        "init_image, https://example.org/x.png, init_image should be an image",
        "seed, 1e999999999, seed"
    })
    void whatIsWrongWithAFormIsSaid(String field, String value, String message) {
        Map<String, String> form = new HashMap<>(Map.of("prompt", "a cat", "model", MODEL));
        form.put(field, value);

        HttpResponse<String> answer = browser.post("/console/generate", form, "HX-Request", "true");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<div id=\"error\"", message);
        assertThat(server.atelier.backend.running()).isEmpty();
    }

    @Test
    void aJobThatRunsShowsHowFarItIsAndThenItsImages() throws IOException {
        server.atelier.backend.progressIs(new JobProgress.Running(
                Optional.of(NODE),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(5, 20, 0.25, Optional.of(Duration.ofSeconds(3))))));
        server.atelier.backend.previewOf(job -> Optional.of(png(32, 32)));
        InferenceJob job = generate(Map.of("prompt", "a cat", "model", MODEL));
        String page = "/console/jobs/" + job.id();

        assertThat(browser.get(page).body())
                .contains("Runs on " + NODE + ", step 5 of 20, 3 s left.", "value=\"0.25\"");
        HttpResponse<String> part = browser.get(page, "HX-Request", "true");
        assertThat(part.body()).contains("step 5 of 20", page + "/preview").doesNotContain("<html");
        assertThat(ImageIO.read(new ByteArrayInputStream(browser.bytes(page + "/preview")))
                        .getWidth())
                .isEqualTo(32);

        server.atelier.complete.complete(
                job, new InferenceOutcome.Succeeded(List.of(new Drawn(png(900, 600))), "{}", "{\"seed\":42}"));

        assertThat(browser.get(page, "HX-Request", "true").headers().firstValue("HX-Redirect"))
                .contains(page);
        assertThat(browser.get(page).body()).contains(page + "/images/0", "<dd>42</dd>", "seed=42");
        assertThat(browser.bytes(page + "/images/0")).isEqualTo(png(900, 600));
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(browser.bytes(page + "/thumbnails/0")));
        assertThat(thumbnail.getWidth() + "x" + thumbnail.getHeight()).isEqualTo("384x256");
        assertThat(new Color(thumbnail.getRGB(100, 100)).getRed()).isGreaterThan(0xF0);
        assertThat(browser.bytes(page + "/thumbnails/0")).isEqualTo(browser.bytes(page + "/thumbnails/0"));
        assertThat(browser.get(page + "/images/1").statusCode()).isEqualTo(404);
    }

    @Test
    void theGalleryHasTheUsersOwnJobs() {
        succeedsWith(png(16, 16), "{}");
        InferenceJob own = generate(Map.of("prompt", "a cat", "model", MODEL));
        InferenceJob other = server.atelier.add(TestJobs.job().by("ann").started());

        assertThat(browser.get("/console/gallery").body())
                .contains("/console/jobs/" + own.id() + "/thumbnails/0")
                .doesNotContain(other.id().toString());
        assertThat(browser.get("/console/gallery?user=ann").statusCode()).isEqualTo(403);
        assertThat(browser.get("/console/gallery?user=*").body())
                .doesNotContain(other.id().toString());
        assertThat(administrator().get("/console/gallery?user=*").body())
                .contains(own.id().toString(), other.id().toString());
    }

    @Test
    void anErrorIsAPageFromWhichTheUserCanGoOn() {
        HttpResponse<String> missing = browser.get("/console/jobs/unknown");

        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("not found", "/console/gallery", ">painter<");
        assertThat(browser.get("/console/audit").body()).contains("/console/gallery");
    }

    @Test
    void theGalleryIsRestrictedByTaskAndTime() {
        InferenceJob job = server.atelier.add(TestJobs.job().by("painter").succeeded());
        String id = job.id().toString();
        String day = job.created().toString().substring(0, 10);
        String dayBefore = LocalDate.parse(day).minusDays(1).toString();

        assertThat(browser.get("/console/gallery?task=" + job.taskType().word() + "&until=" + day)
                        .body())
                .contains(id, "selected>" + job.taskType().word(), "value=\"" + day + "\"");
        assertThat(browser.get("/console/gallery?task=rembg").body()).doesNotContain(id);
        assertThat(browser.get("/console/gallery?until=" + dayBefore).body()).doesNotContain(id);
        for (String no : List.of("yesterday", "2026-02-30", "%2B999999999-12-31")) {
            assertThat(browser.get("/console/gallery?until=" + no))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                    .satisfies(answer -> assertThat(answer.body()).contains("until should be a day such as"));
        }
        assertThat(browser.get("/console/gallery?task=dance").statusCode()).isEqualTo(400);
    }

    @Test
    void theGalleryIsSearchedByModelAndPrompt() {
        server.atelier.add(
                TestCheckpoints.checkpoint().files("bear.safetensors").openTo("painter"));
        String cat = generate(Map.of("prompt", "A cat, 100% \"fluffy\"", "model", MODEL))
                        .id() + "\"";
        String bear = generate(Map.of("prompt", "a bear", "model", "bear.safetensors"))
                        .id() + "\"";
        String other = server.atelier
                        .add(TestJobs.job()
                                .by("ann")
                                .generation(MODEL)
                                .started()
                                .promptedBy(PromptText.of("Another CAT")))
                        .id()
                + "\"";
        assertThat(browser.get("/console/gallery?text=CAT%2C+100%25+%22").body())
                .contains(cat, "name=\"text\" value=\"CAT, 100% &#34;\"")
                .doesNotContain(bear, other);
        assertThat(browser.get("/console/gallery?model=bear.safetensors").body())
                .contains(bear, "name=\"model\" value=\"bear.safetensors\"", "<option value=\"" + MODEL + "\">")
                .doesNotContain(cat);
        assertThat(browser.get("/console/gallery?model=bear.safetensors&text=cat")
                        .body())
                .contains("Nothing was found.")
                .doesNotContain(cat, bear);
        assertThat(browser.get("/console/gallery?text=c_t").body()).doesNotContain(cat);
        assertThat(browser.get("/console/gallery?user=*&text=cat").body()).doesNotContain(other);
        assertThat(administrator()
                        .get("/console/gallery?user=*&text=cat&model=" + MODEL)
                        .body())
                .contains(cat, other)
                .doesNotContain(bear);
        assertThat(browser.get("/console/gallery?text=" + "a".repeat(201)))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer ->
                        assertThat(answer.body()).contains("text should have at most 200 characters, not 201"));
        assertThat(browser.get("/console/gallery?text=%22%3E" + "%3Cscript%3Ealert(1)%3C/script%3E&model=%22onfocus=x")
                        .body())
                .doesNotContain("<script>alert", "\"onfocus=");
    }

    @Test
    void aSearchGoesOnWhereItStopped() {
        InferenceJob oldest = server.atelier.add(found(0, "a cat"));
        IntStream.rangeClosed(1, 5000)
                .mapToObj(i -> found(i, i > 4976 ? "a cat" : "a dog"))
                .forEach(server.atelier::add);

        String first = browser.get("/console/gallery?user=painter&task=txt2img&text=a+cat&until=2099-01-01")
                .body();
        String further = next(first);
        String second = browser.get(further).body();

        assertThat(first)
                .contains(
                        "Searched back to <time datetime=\"" + SettableClock.START.plusSeconds(1) + "\">",
                        ">Search further</a>")
                .doesNotContain(oldest.id().toString(), "Older ones");
        assertThat(second)
                .contains(
                        oldest.id().toString(),
                        "name=\"text\" value=\"a cat\"",
                        "selected>txt2img",
                        "value=\"2099-01-01\"")
                .doesNotContain("Search further", "Older ones");
    }

    private static InferenceJob found(int second, String prompt) {
        return TestJobs.job()
                .by("painter")
                .createdAt(SettableClock.START.plusSeconds(second))
                .started()
                .promptedBy(PromptText.of(prompt));
    }

    private static String next(String page) {
        Matcher link = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(page);
        assertThat(link.find()).as(page).isTrue();
        return link.group(1).replace("&amp;", "&");
    }

    @Test
    void theImagesOfASelectionComeInOneFile() throws IOException {
        byte[] image = png(16, 16);
        succeedsWith(image, "{}");
        InferenceJob first = generate(Map.of("prompt", "a cat", "model", MODEL));
        InferenceJob second = generate(Map.of("prompt", "a dog", "model", MODEL));
        String path = "/console/gallery/images.zip?job=" + first.id();

        assertThat(browser.get(path + "&job=" + second.id() + "&job=" + first.id())
                        .headers()
                        .map())
                .containsEntry("content-type", List.of("application/zip"))
                .containsEntry(
                        "content-disposition",
                        List.of("attachment; filename=\"images.zip\"; filename*=utf-8''images.zip"));
        Map<String, byte[]> files = unpack(browser.bytes(path + "&job=" + second.id() + "&job=" + first.id()));
        assertThat(files.keySet())
                .containsExactly(
                        first.id() + "-" + first.images().get(0),
                        second.id() + "-" + second.images().get(0));
        assertThat(files.values()).allSatisfy(file -> assertThat(file).isEqualTo(image));

        InferenceJob other = server.atelier.add(TestJobs.job().by("ann").succeeded());
        assertThat(browser.get(path + "&job=" + other.id()).statusCode()).isEqualTo(403);
        assertThat(browser.get(path + "&job=unknown").statusCode()).isEqualTo(404);
        assertThat(browser.get("/console/gallery/images.zip"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("select 1 to 24 jobs"));
    }

    private static Map<String, byte[]> unpack(byte[] zip) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void anothersJobIsOpenToAdministratorsAloneAndThatIsRecordedOnce() {
        InferenceJob job = server.atelier.add(TestJobs.job().by("ann").started());
        String page = "/console/jobs/" + job.id();

        for (String path : List.of(page, page + "/images/0", page + "/thumbnails/0", page + "/preview")) {
            assertThat(browser.get(path).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(browser.post(page + "/cancel", Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.post(page + "/delete", Map.of()).statusCode()).isEqualTo(403);

        Browser administrator = administrator();
        assertThat(administrator.get(page).statusCode()).isEqualTo(200);
        administrator.get(page, "HX-Request", "true");
        administrator.get(page + "/preview");
        assertThat(server.atelier
                        .auditLog
                        .page(AuditLog.Filter.ALL, Optional.empty(), 100)
                        .items())
                .filteredOn(entry -> entry.deed().action() == AuditAction.JOB_READ)
                .hasSize(1);
        InferenceJob ended = server.atelier.add(TestJobs.job().by("ann").succeeded());
        administrator.get("/console/jobs/" + ended.id() + "/images/0");
        assertThat(server.atelier
                        .auditLog
                        .page(AuditLog.Filter.ALL, Optional.empty(), 100)
                        .items())
                .filteredOn(entry -> entry.deed().subject().equals(ended.id().toString()))
                .isNotEmpty();
    }

    @Test
    void rolesThatACallerDoesNotSeeStayWithTheUser() {
        server.addUserHolding("keeper", "user:all", "inference:list");
        server.addUserHolding("both", "inference:list");
        server.addUser("both", "both", "keeper");
        Browser keeper = new Browser(server).signIn("keeper", RestServer.KEY);

        keeper.post("/console/users/change", Map.of("user", "both", "password", "other secret"));

        assertThat(server.atelier.users.find(new UserName("both")).orElseThrow().roles())
                .extracting(RoleName::value)
                .containsExactly("both");
    }

    @Test
    void anAnimationIsShownAsAVideo() {
        server.atelier.backend.answer(
                job -> Optional.of(new InferenceOutcome.Succeeded(List.of(new Animation()), "{}", "{}")));
        InferenceJob job = generate(Map.of("prompt", "a cat", "model", MODEL));
        String page = "/console/jobs/" + job.id();

        HttpResponse<String> shown = browser.get(page);
        assertThat(shown.body()).contains("<video controls", page + "/images/0").doesNotContain("<img src");
        assertThat(shown.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("media-src 'self'");
        assertThat(browser.get("/console/gallery").body())
                .doesNotContain("/thumbnails/0")
                .contains("video");
    }

    /** A video that a job made. */
    private record Animation() implements InferenceOutcome.Image {

        @Override
        public InferenceOutcome.Format format() {
            return InferenceOutcome.Format.MP4;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(new byte[] {0, 0, 0, 1});
        }
    }

    @Test
    void whatUsersWriteIsShownAsText() throws IOException {
        succeedsWith(
                png(16, 16),
                "{\"prompt\":\"<script>alert(1)</script>\",\"infotexts\":[\"<img src=x onerror=alert(1)>\"]}");
        InferenceJob job = generate(Map.of("prompt", SCRIPT, "model", MODEL));

        for (String path : List.of(
                "/console/jobs/" + job.id(),
                "/console/gallery",
                "/console/generate?prompt=%3Cscript%3Ealert(1)%3C/script%3E%22'&model=%22onfocus=%22x",
                "/console/queue?endpoint=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                "/console/sign-in?to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")) {
            assertThat(browser.get(path).body())
                    .as(path)
                    .doesNotContain("<script>alert", "<img src=x", "\"onfocus=\"x");
        }
    }

    @Test
    void jobsAreCanceledAndDeleted() {
        InferenceJob job = generate(Map.of("prompt", "a cat", "model", MODEL));

        assertThat(browser.post("/console/jobs/" + job.id() + "/cancel", Map.of())
                        .statusCode())
                .isEqualTo(303);
        assertThat(job(job.id()).status()).isEqualTo(InferenceJobStatus.CANCELED);
        HttpResponse<String> answer =
                browser.post("/console/jobs/" + job.id() + "/delete", Map.of(), "HX-Request", "true");

        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/console/gallery");
        assertThat(server.atelier.jobs.find(job.id())).isEmpty();
        assertThat(browser.get("/console/jobs/" + job.id()).statusCode()).isEqualTo(404);
        assertThat(browser.get("/console/jobs/none").statusCode()).isEqualTo(404);
    }

    @Test
    void theQueueShowsWhatWaitsAndCancelsIt() {
        InferenceJob job = queued(TestJobs.job().by("painter"));
        InferenceJob other = queued(TestJobs.job().by("ann"));

        HttpResponse<String> rows = browser.get("/console/queue", "HX-Request", "true");
        assertThat(rows.body())
                .contains("/console/jobs/" + job.id(), "waits")
                .doesNotContain(other.id().toString(), "<html");
        assertThat(browser.get("/console/queue?after=x").statusCode()).isEqualTo(400);

        browser.post("/console/queue/cancel", Map.of());

        assertThat(job(job.id()).status()).isEqualTo(InferenceJobStatus.CANCELED);
        assertThat(job(other.id()).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        administrator().post("/console/queue/" + other.id() + "/cancel", Map.of());
        assertThat(job(other.id()).status()).isEqualTo(InferenceJobStatus.CANCELED);
    }

    @Test
    void nodesAreDrainedAndResumed() {
        server.atelier.backend.has(TestNodes.healthy(NODE));
        Browser administrator = administrator();

        assertThat(administrator.get("/console/nodes").body()).contains(NODE, ">idle<", ">Drain<");
        administrator.post("/console/nodes/drain", Map.of("node", NODE));
        assertThat(administrator.get("/console/nodes", "HX-Request", "true").body())
                .contains(">drained<", ">Resume<");
        administrator.post("/console/nodes/resume", Map.of("node", NODE));
        assertThat(administrator.get("/console/nodes").body()).contains(">idle<");
        assertThat(administrator
                        .post("/console/nodes/drain", Map.of("node", "other"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser.post("/console/nodes/drain", Map.of("node", NODE)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void nodesAreAddedAndRemoved() {
        server.atelier.backend.has(TestNodes.healthy(NODE));
        Browser administrator = administrator();

        assertThat(administrator.get("/console/nodes").body()).doesNotContain(">Remove<");
        administrator.post("/console/nodes", Map.of("url", "http://ann:secret@gpu-2:7860"));
        assertThat(administrator.get("/console/nodes").body())
                .contains("gpu-2:7860", "aria-label=\"Remove gpu-2:7860\"")
                .doesNotContain("secret");
        HttpResponse<String> again =
                administrator.post("/console/nodes", Map.of("url", "http://gpu-2:7860"), "HX-Request", "true");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("was added already");

        administrator.post("/console/nodes/remove", Map.of("node", "gpu-2:7860"));

        assertThat(administrator.get("/console/nodes").body()).doesNotContain("<h2>gpu-2:7860");
        assertThat(browser.post("/console/nodes", Map.of("url", "http://gpu-2:7860"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void usersAreAddedChangedAndDeleted() {
        Browser administrator = administrator();

        administrator.post("/console/users", Map.of("user", "ann", "password", "first secret", "role.painter", "on"));
        assertThat(administrator.get("/console/users").body()).contains(">ann</td>", ">painter</td>");
        new Browser(server).signIn("ann", "first secret");
        HttpResponse<String> again =
                administrator.post("/console/users", Map.of("user", "ann", "password", "other"), "HX-Request", "true");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("user ann is there already");
        administrator.post("/console/users/change", Map.of("user", "ann", "password", "", "role.IT Operator", "on"));
        assertThat(administrator.get("/console/users").body()).contains(">IT Operator</td>");
        new Browser(server).signIn("ann", "first secret");
        administrator.post("/console/users/change", Map.of("user", "ann", "password", "second secret"));
        new Browser(server).signIn("ann", "second secret");
        assertThat(administrator
                        .post("/console/users/change", Map.of("user", "nemo"))
                        .statusCode())
                .isEqualTo(404);

        HttpResponse<String> unknown = administrator.post(
                "/console/users", Map.of("user", "bob", "password", "secret", "role.none", "on"), "HX-Request", "true");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("<div id=\"error\"", "none");
        administrator.post("/console/users/delete", Map.of("user", "ann"));
        assertThat(administrator.get("/console/users").body()).doesNotContain(">ann</td>");

        assertThat(browser.get("/console/users").statusCode()).isEqualTo(403);
        assertThat(browser.post("/console/users", Map.of("user", "eve", "password", "secret", "role.painter", "on"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/console/users/delete", Map.of("user", "admin"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theAuditShowsWhoDidWhat() {
        server.atelier.backend.has(TestNodes.healthy(NODE));
        Browser administrator = administrator();
        administrator.post("/console/nodes/drain", Map.of("node", NODE));

        assertThat(administrator.get("/console/audit?user=admin").body()).contains(NODE, "node.drain");
        assertThat(administrator.get("/console/audit?action=none").statusCode()).isEqualTo(400);
        assertThat(browser.get("/console/audit").statusCode()).isEqualTo(403);
    }

    @Test
    void whereItIsSwitchedOffThereIsNone() {
        try (RestServer other = RestServer.start(Map.of("atelier.console.enabled", "false"))) {
            assertThat(new Browser(other).get("/console").statusCode()).isEqualTo(403);
            assertThat(new Browser(other).get("/console/sign-in").statusCode()).isEqualTo(403);
            assertThat(other.http().get("/console/sign-in").status()).isEqualTo(404);
        }
    }

    private InferenceJob queued(TestJobs of) {
        TestJobs job = of.on(endpoint);
        server.atelier.jobs.add(job.created());
        server.atelier.queue.enqueue(job.started());
        return job.started();
    }
}
