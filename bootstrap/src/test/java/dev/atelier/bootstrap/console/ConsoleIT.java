package dev.atelier.bootstrap.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.atelier.bootstrap.console.Studio.CONTROL_NET;
import static dev.atelier.bootstrap.console.Studio.DEMO_MODEL;
import static dev.atelier.bootstrap.console.Studio.ENDLESS;
import static dev.atelier.bootstrap.console.Studio.MODEL;
import static dev.atelier.bootstrap.console.Studio.PASSWORD;
import static dev.atelier.bootstrap.console.Studio.ROSA;
import static dev.atelier.bootstrap.console.Studio.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console of the shipped jar in Chromium. Screenshots of all pages are in {@code target/console}. Runs with the profile
 * {@code browser}.
 */
@Tag("browser")
class ConsoleIT {

    @TempDir
    static Path folder;

    private static Studio studio;
    private static ConsoleBrowser browser;

    @BeforeAll
    static void start() {
        studio = Studio.start(folder);
        browser = ConsoleBrowser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
        studio.close();
    }

    @Test
    void anImageIsSeenAsItComesAndFoundAgain() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            visit.isAt("Overview");
            visit.follow("Generate");
            visit.isAt("Generate");
            visit.inspect("generate");
            fillIn(visit, SLOW, MODEL);
            visit.seesImage(visit.page().locator("#preview img"));
            assertThat(visit.page().locator("figure img")).hasCount(0);

            visit.seesImage(visit.page().locator("figure img"));
            String job = visit.page().url();
            String seed = described(visit, "seed");
            assertThat(seed).matches("\\d+");
            assertThat(described(visit, "prompt")).isEqualTo(SLOW);
            visit.page().locator("summary").click();
            assertThat(visit.page().locator("pre")).containsText("Seed: " + seed);
            Locator time = visit.page().locator("time");
            assertThat(time).hasText(ConsoleBrowser.shown(Instant.parse(time.getAttribute("datetime"))));

            visit.follow("Gallery");
            Locator tile = visit.page()
                    .locator(".gallery a[href='" + job.replace(studio.url().toString(), "") + "']");
            visit.seesImage(tile.locator("img"));
            tile.click();
            visit.isAt("Job");
            visit.follow("Again with this seed");
            assertThat(visit.input("seed")).hasValue(seed);
            assertThat(visit.input("prompt")).hasValue(SLOW);
            assertThat(visit.input("model")).hasValue(MODEL);
        }
    }

    @Test
    void theGalleryIsSearchedByPromptAndModel() {
        String windmill = "a Windmill, 100% of the_wind";
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            generate(visit, windmill, MODEL);
            visit.seesImage(visit.page().locator("figure img"));
            generate(visit, "a meadow", MODEL);
            visit.seesImage(visit.page().locator("figure img"));

            visit.follow("Gallery");
            visit.isAt("Gallery");
            visit.input("text").fill("WINDMILL, 100% of");
            visit.input("model").fill(MODEL);
            visit.press("Show");
            Locator tiles = visit.page().locator(".gallery a");
            assertThat(tiles).hasCount(1);
            visit.seesImage(tiles.locator("img"));
            visit.inspect("gallery-search");
            tiles.click();
            visit.isAt("Job");
            assertThat(described(visit, "prompt")).isEqualTo(windmill);
            visit.page().goBack();
            visit.isAt("Gallery");
            assertThat(visit.input("text")).hasValue("WINDMILL, 100% of");
            assertThat(tiles).hasCount(1);

            visit.input("text").fill("wind%the");
            visit.press("Show");
            visit.sees(visit.page().getByText("Nothing was found."));
        }
    }

    @Test
    void textsArePlainWhateverIsInThem() {
        String hostile = "<img src=x onerror=alert(1)> & \"quotes\" 'and' {{more}}";
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            generate(visit, hostile, MODEL);
            visit.seesImage(visit.page().locator("figure img"));
            assertThat(described(visit, "prompt")).isEqualTo(hostile);
            assertThat(visit.page().locator("figure img")).hasAttribute("alt", "Image 1 of 1: " + hostile);
            visit.follow("Again with another seed");
            assertThat(visit.input("prompt")).hasValue(hostile);
            assertThat(visit.input("seed")).hasValue("-1");
        }
    }

    @Test
    void anImageIsChangedWhereItsMaskIsDrawn() throws IOException {
        Path file = TestImage.write(folder.resolve("landscape.png"));
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            visit.follow("Generate");
            Page page = visit.page();
            page.locator("input[data-image-for]")
                    .setInputFiles(Files.writeString(folder.resolve("text.png"), "no image"));
            visit.sees(page.getByText("This file is no image that a browser shows"));
            page.locator("input[data-image-for]").setInputFiles(file);
            visit.sees(page.locator("canvas"));
            drawMask(page);
            visit.inspect("mask");
            int before = studio.node.requests("/sdapi/v1/img2img").size();
            fillIn(visit, "a red door", MODEL);
            visit.seesImage(page.locator("figure img"));

            var payload = studio.node.requests("/sdapi/v1/img2img").get(before).body();
            assertThat(TestImage.of(payload.path("init_images").get(0).asText()))
                    .isEqualTo(TestImage.of(file));
            TestImage mask = TestImage.of(payload.path("mask").asText());
            assertThat(mask.color(TestImage.SIDE / 2, TestImage.SIDE / 2)).isEqualTo(0xFFFFFF);
            assertThat(mask.color(2, 2)).isZero();

            visit.follow("To img2img");
            visit.sees(page.locator("canvas"));
            assertThat(visit.input("init_image")).hasValue(Pattern.compile("data:image/png;base64,.+"));
            visit.press("Remove the image");
            assertThat(page.locator("canvas")).isHidden();
            assertThat(visit.input("init_image")).hasValue("");
        }
    }

    @Test
    void anImageFollowsAnotherByControlNet() throws IOException {
        Path file = TestImage.write(folder.resolve("outline.png"));
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            Page page = visit.page();
            visit.follow("Generate");
            visit.isAt("Generate");
            controlled(visit, file);
            visit.sees(page.locator("[data-shown] img"));
            visit.press("Remove ControlNet's image");
            assertThat(page.locator("[data-shown] img")).hasCount(0);
            assertThat(visit.input("control_image")).hasValue("");
            page.locator("input[data-sent-as]").setInputFiles(file);
            visit.sees(page.locator("[data-shown] img"));
            visit.input("control_model").selectOption(CONTROL_NET);
            visit.input("control_weight").fill("0.5");
            visit.inspect("generate-controlnet");
            int before = studio.node.requests("/sdapi/v1/txt2img").size();
            fillIn(visit, "a brass key", MODEL);
            visit.seesImage(page.locator("figure img"));

            var unit = studio.node
                    .requests("/sdapi/v1/txt2img")
                    .get(before)
                    .body()
                    .path("alwayson_scripts")
                    .path("controlnet")
                    .path("args")
                    .path(0);
            assertThat(unit.path("module").asText()).isEqualTo("canny");
            assertThat(TestImage.of(unit.path("image").asText())).isEqualTo(TestImage.of(file));
            assertThat(described(visit, "control weight")).isEqualTo("0.5");
            visit.follow("Again with this seed");
            assertThat(visit.input("control_model")).hasValue(CONTROL_NET);
            visit.press("Generate");
            visit.sees(page.getByText("control_image is missing"));
            visit.wasRefused(400);

            visit.follow("Generate");
            visit.isAt("Generate");
            controlled(visit, file);
            fillIn(visit, "a brass key", DEMO_MODEL);
            visit.sees(page.locator(".state.failed"));
            visit.sees(page.getByText("The node has no script \"controlnet\""));
        }
    }

    private static void controlled(ConsoleVisit visit, Path file) {
        visit.page().locator("summary").click();
        visit.page().locator("input[data-sent-as]").setInputFiles(file);
        visit.input("control_module").fill("canny");
    }

    private static void drawMask(Page page) {
        page.locator("canvas").scrollIntoViewIfNeeded();
        var box = page.locator("canvas").boundingBox();
        page.mouse().move(box.x + box.width / 4, box.y + box.height / 2);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 3 / 4, box.y + box.height / 2, new Mouse.MoveOptions().setSteps(8));
        page.mouse().up();
    }

    @Test
    void aRunningJobIsCancelled() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            int before = studio.node.interruptions();
            generate(visit, ENDLESS, MODEL);
            visit.seesImage(visit.page().locator("#preview img"));
            visit.inspect("job-in-progress");
            visit.follow("Nodes");
            visit.sees(visit.page().locator(".state.busy"));
            visit.inspect("nodes-busy");
            visit.page().locator(".card dd a").click();
            visit.press("Cancel");

            visit.sees(visit.page().locator(".state.canceled"));
            assertThat(visit.page().locator("figure")).hasCount(0);
            visit.inspect("job-canceled");
            await().untilAsserted(() -> assertThat(studio.node.interruptions()).isGreaterThan(before));
        }
    }

    @Test
    void jobsWaitForADrainedNodeUntilItIsResumed() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            visit.follow("Nodes");
            Locator card =
                    visit.page().locator(".card", new Page.LocatorOptions().setHasText(":" + studio.node.port() + "@"));
            card.getByText("Drain", exactly()).click();
            visit.sees(card.locator(".state.drained"));
            assertThat(card).containsText(ROSA);
            visit.inspect("nodes-drained");

            visit.follow("Generate");
            fillIn(visit, "a quick fox", MODEL);
            visit.sees(visit.page().getByText("At place 1 of the queue"));
            visit.inspect("job-waiting");
            String job = visit.page().url();
            visit.follow("Queue");
            Locator row = visit.page().locator("tbody tr");
            assertThat(row).hasCount(1);
            assertThat(row).containsText("waits");
            assertThat(row).containsText(ROSA);
            visit.inspect("queue");

            visit.follow("Nodes");
            card.getByText("Resume", exactly()).click();
            visit.sees(card.getByText("Drain", exactly()));
            visit.page().navigate(job);
            visit.seesImage(visit.page().locator("figure img"));
            visit.follow("Queue");
            visit.sees(visit.page().getByText("Nothing waits and nothing runs."));
            visit.inspect("queue-empty");
        }
    }

    @Test
    void aFurtherNodeIsAddedAndRemoved() {
        try (WebUiSimulator further = WebUiSimulator.start();
                ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            Page page = visit.page();
            page.onDialog(Dialog::accept);
            visit.follow("Nodes");
            visit.input("url").fill(further.url().toString());
            visit.press("Add");
            Locator card = page.locator(".card", new Page.LocatorOptions().setHasText(":" + further.port()));
            visit.sees(card.locator(".state.idle"));
            visit.inspect("nodes-added");
            card.getByText("Remove", exactly()).click();
            assertThat(card).hasCount(0);
        }
    }

    @Test
    void aReachedQuotaIsSaidWhereTheNextJobIsBegun() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            Page page = visit.page();
            page.onDialog(Dialog::accept);
            visit.follow("Quotas");
            visit.input("name").last().fill(ROSA);
            visit.input("jobs_waiting").last().fill("1");
            visit.press("Set");
            Locator delete = page.getByLabel("Delete the quota of user " + ROSA);
            visit.sees(delete);
            visit.follow("Nodes");
            Locator card = page.locator(".card", new Page.LocatorOptions().setHasText(":" + studio.node.port() + "@"));
            card.getByText("Drain", exactly()).click();
            visit.sees(card.locator(".state.drained"));
            generate(visit, "the first of two", MODEL);
            visit.sees(page.getByText("At place 1 of the queue"));
            String job = page.url();

            visit.follow("Generate");
            visit.input("prompt").fill("the second of two");
            visit.input("model").selectOption(MODEL);
            visit.press("Generate");

            assertThat(page.locator("#error")).containsText("jobs_waiting is 1");
            visit.wasRefused(429);
            visit.isAt("Generate");
            assertThat(visit.input("prompt")).hasValue("the second of two");
            visit.inspect("quota-reached");
            visit.follow("Nodes");
            card.getByText("Resume", exactly()).click();
            visit.sees(card.getByText("Drain", exactly()));
            page.navigate(job);
            visit.seesImage(page.locator("figure img"));
            visit.follow("Quotas");
            delete.click();
            assertThat(delete).hasCount(0);
        }
    }

    @Test
    void aLoraIsTrainedOnUploadedImages() throws IOException {
        Path[] files = {
            TestImage.write(folder.resolve("cat.png")),
            Files.writeString(folder.resolve("cat.txt"), "a cat on a roof"),
            TestImage.write(folder.resolve("dog.png"))
        };
        Path signal = folder.resolve("go-on");
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            Page page = visit.page();
            uploadBase(visit);
            annotateAndFind(visit);

            visit.follow("Datasets");
            visit.follow("Upload a dataset");
            visit.isAt("Upload a dataset");
            page.locator("input[type=file]").setInputFiles(files);
            visit.input("dataset_name").fill("cats & dogs");
            visit.inspect("dataset-upload");
            visit.press("Upload");
            visit.isAt("Dataset");
            assertThat(page.locator(".gallery img")).hasCount(2);
            visit.seesImage(page.locator(".gallery img").first());
            visit.seesImage(page.locator(".gallery img").last());
            Locator cat = page.getByLabel("Caption of cat.png", new Page.GetByLabelOptions().setExact(true));
            assertThat(cat).hasValue("a cat on a roof");
            visit.inspect("dataset");
            changeCaptions(visit, cat);
            visit.follow("All datasets");
            visit.inspect("datasets");
            visit.follow("cats & dogs");

            visit.follow("Train with it");
            visit.isAt("Train a LoRA");
            assertThat(visit.input("dataset")).hasValue("cats & dogs");
            visit.input("model").selectOption("base.safetensors");
            visit.input("output_name").fill("our-cats");
            visit.input("max_train_epochs").fill("2");
            visit.input("sample_prompts").fill("a cat & a dog --w 64 --h 64\na <b>roof</b>");
            visit.input("options").fill("training_comment=wait:" + signal);
            visit.inspect("training-new");
            visit.press("Start");
            visit.isAt("Training");
            visit.sees(page.getByText("epoch 1 of 2, step 5 of 10"));
            visit.sees(page.getByText("first 0.9990 at step 1, lowest 0.9950 at step 5, last 0.9950 at step 5"));
            visit.seesImage(page.locator("#e000001-00 img"));
            visit.inspect("training-in-progress");
            Files.createFile(signal);

            visit.sees(page.locator(".state.succeed"));
            visit.sees(page.locator("figure svg.chart"));
            visit.sees(page.getByText("last 0.9900 at step 10"));
            visit.sees(page.locator("h3").getByText("a <b>roof</b>", exactly()));
            visit.seesImage(page.locator("#e000002-01 img"));
            visit.inspect("training");
            visit.follow("Trainings");
            visit.inspect("trainings");
            visit.follow("our-cats");
            visit.follow("our-cats.safetensors");
            visit.isAt("Model");
        }
    }

    private static void changeCaptions(ConsoleVisit visit, Locator cat) {
        Page page = visit.page();
        cat.fill("a cat on a red roof");
        page.getByLabel("Save the caption of cat.png").click();
        visit.sees(page.getByText("Saved"));
        Page other = page.context().newPage();
        other.navigate(page.url());
        other.getByLabel("Caption of dog.png", new Page.GetByLabelOptions().setExact(true))
                .fill("a dog");
        other.getByLabel("Save the caption of dog.png").click();
        assertThat(other.getByText("Saved")).isVisible();
        other.close();

        Locator dog = page.getByLabel("Caption of dog.png", new Page.GetByLabelOptions().setExact(true));
        dog.fill("a large dog");
        page.getByLabel("Save the caption of dog.png").click();
        visit.sees(page.getByText("The caption was changed meanwhile, to: “a dog”."));
        assertThat(dog).hasValue("a large dog");
        visit.inspect("dataset-conflict");
        page.getByLabel("Save the caption of dog.png").click();
        assertThat(page.getByText("The caption was changed meanwhile")).hasCount(0);
        page.reload();
        assertThat(cat).hasValue("a cat on a red roof");
        assertThat(dog).hasValue("a large dog");
    }

    /** Uploads a model that a training can begin with. */
    private static void uploadBase(ConsoleVisit visit) throws IOException {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer model = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        model.putLong(header.length).put(header).putFloat(0);
        visit.follow("Models");
        visit.follow("Upload a file");
        visit.isAt("Upload a model");
        visit.page()
                .locator("input[type=file]")
                .setInputFiles(Files.write(folder.resolve("base.safetensors"), model.array()));
        visit.press("Upload");
        visit.isAt("Model");
        visit.sees(visit.page().getByText("What is in the file"));
        visit.inspect("model");
    }

    private static void annotateAndFind(ConsoleVisit visit) {
        visit.input("notes").fill("the base of the tests");
        visit.press("Save the notes");
        visit.sees(visit.page().locator("p.notes"));
        visit.follow("All models");
        visit.input("name").fill("bas");
        visit.press("Show");
        visit.sees(visit.page().locator("#rows").getByText("base.safetensors"));
        visit.inspect("models-found");
    }

    @Test
    void anUploadGoesOnWhereItWasWhenThePageIsReloaded() throws IOException {
        Path file = largeModel(folder.resolve("large.safetensors"));
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            Page page = visit.page();
            page.onDialog(Dialog::accept);
            List<String> sent = new CopyOnWriteArrayList<>();
            page.onRequest(request -> {
                if (request.method().equals("PUT")) {
                    sent.add(request.url());
                }
            });
            CDPSession network = page.context().newCDPSession(page);
            visit.isAt("Overview");
            page.navigate("/console/models/upload");
            limitUploads(network, 20_000_000);
            page.locator("input[type=file]").setInputFiles(file);
            visit.press("Upload");
            visit.sees(page.getByText("2 of 3 parts are sent"));
            assertThat(page.locator("ol progress")).hasCount(3);
            visit.press("Pause");
            visit.sees(page.getByText("Go on", new Page.GetByTextOptions().setExact(true)));
            visit.inspect("model-upload-paused");

            page.reload();
            visit.sees(page.getByText("2 of 3 parts arrived"));
            visit.inspect("model-upload-pending");
            limitUploads(network, -1);
            Locator pending = page.locator("form[data-id]");
            pending.locator("input[type=file]")
                    .setInputFiles(Files.writeString(folder.resolve("other.safetensors"), "x"));
            visit.press("Go on");
            assertThat(page.locator("#error")).containsText("choose the same file again");
            visit.wasRefused(400);
            sent.clear();
            pending.locator("input[type=file]").setInputFiles(file);
            visit.press("Go on");
            visit.isAt("Model");
            visit.sees(page.getByText("Active", new Page.GetByTextOptions().setExact(true)));
            assertThat(sent).hasSize(1);
            visit.follow("All models");
            visit.sees(page.getByText("large.safetensors"));
        }
    }

    @Test
    void aSecretForAHostIsSetAndAnImportThatIsRefusedSaysWhy() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn("", AtelierProcess.KEY)) {
            Page page = visit.page();
            page.onDialog(Dialog::accept);
            Page.GetByTextOptions exactly = new Page.GetByTextOptions().setExact(true);
            visit.follow("Models");
            visit.follow("Imports");
            visit.isAt("Imports");
            page.getByText("Set a secret", exactly).click();
            visit.input("host").fill("models.example");
            visit.input("secret").fill("very-secret");
            visit.press("Set");
            visit.sees(page.getByText("models.example", exactly));
            visit.inspect("imports-with-a-secret");
            page.getByText("Import a model", exactly).click();
            visit.input("url").fill("http://127.0.0.1/x.safetensors");
            visit.press("Import");
            visit.sees(page.getByText("which is not public"));
            visit.wasRefused(400);
            page.getByLabel("Delete the secret for models.example").click();
            visit.sees(page.getByText("There are none."));
        }
    }

    /** Bytes a second that a page may send; -1 for all it can. */
    private static void limitUploads(CDPSession network, int bytes) {
        JsonObject limits = new JsonObject();
        limits.addProperty("offline", false);
        limits.addProperty("latency", 0);
        limits.addProperty("downloadThroughput", -1);
        limits.addProperty("uploadThroughput", bytes);
        network.send("Network.enable");
        network.send("Network.emulateNetworkConditions", limits);
    }

    /** A model of 200 MB, so in three parts of 64 MiB: a tensor of zeros, of which the disk stores nothing. */
    private static Path largeModel(Path file) throws IOException {
        int zeros = 200_000_000;
        byte[] header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(zeros / Float.BYTES, zeros)
                .getBytes(StandardCharsets.US_ASCII);
        try (RandomAccessFile model = new RandomAccessFile(file.toFile(), "rw")) {
            model.writeLong(Long.reverseBytes(header.length));
            model.write(header);
            model.setLength(Long.BYTES + header.length + zeros);
        }
        return file;
    }

    @Test
    void aFileIsDroppedOnThePageAndItsUploadCancelled() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            Page page = visit.page();
            page.onDialog(Dialog::accept);
            visit.isAt("Overview");
            page.navigate("/console/models/upload");
            visit.inspect("model-upload");
            JSHandle dropped = page.evaluateHandle(
                    "() => { const dropped = new DataTransfer(); const content = new Uint8Array(2_000_000);"
                            + " dropped.items.add(new File([content], 'dropped.safetensors')); return dropped; }");
            page.locator("[data-drop]").dispatchEvent("drop", Map.of("dataTransfer", dropped));
            assertThat(page.locator("input[type=file]")).hasValue(Pattern.compile(".*dropped.safetensors"));
            limitUploads(page.context().newCDPSession(page), 50_000);
            visit.press("Upload");
            visit.sees(page.getByText("0 of 1 parts are sent"));
            visit.press("Cancel the upload");
            assertThat(page.locator("[data-upload-progress]")).isHidden();
            visit.follow("All models");
            assertThat(page.getByText("dropped.safetensors")).hasCount(0);
        }
    }

    @Test
    void theDemoNodesImagesFillPagesWorthALook() {
        try (ConsoleVisit visit = browser.visit(studio.url()).signIn(ROSA, PASSWORD)) {
            visit.isAt("Overview");
            for (String prompt : List.of("red apple", "a cute panda", "rocket", "yellow flower", "blue fish")) {
                visit.page().navigate("/console/generate");
                fillIn(visit, prompt, DEMO_MODEL);
                visit.seesImage(visit.page().locator("figure img"));
            }
            visit.inspect("job");
            visit.follow("Overview");
            visit.seesImage(visit.page().locator(".tile").first());
            visit.inspect("overview");
            visit.follow("Gallery");
            visit.seesImage(visit.page().locator(".tile").first());
            visit.inspect("gallery");
            visit.page().locator(".gallery a").first().click();
            visit.isAt("Job");
            visit.page().onDialog(Dialog::accept);
            String job = visit.page().url();
            visit.press("Delete");
            visit.isAt("Gallery");
            assertThat(visit.page()
                            .locator(".gallery a[href='"
                                    + job.replace(studio.url().toString(), "") + "']"))
                    .hasCount(0);
        }
    }

    private static void generate(ConsoleVisit visit, String prompt, String model) {
        visit.follow("Generate");
        fillIn(visit, prompt, model);
    }

    private static void fillIn(ConsoleVisit visit, String prompt, String model) {
        visit.input("prompt").fill(prompt);
        visit.input("model").selectOption(model);
        visit.press("Generate");
        visit.isAt("Job");
    }

    private static String described(ConsoleVisit visit, String term) {
        return visit.page()
                .locator("dt", new Page.LocatorOptions().setHasText(term))
                .first()
                .locator("xpath=following-sibling::dd[1]")
                .textContent();
    }

    private static Locator.GetByTextOptions exactly() {
        return new Locator.GetByTextOptions().setExact(true);
    }
}
