package dev.atelier.rest.console;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.rest.testing.RestServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingPagesTest {

    private RestServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("trainer", "train:all", "checkpoint:list");
        browser = new Browser(server).signIn("trainer", RestServer.KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TrainingJob add(TrainingJob job) {
        server.atelier.trainings.add(job);
        return job;
    }

    private TrainingJob running() {
        Instant now = server.atelier.clock.instant();
        return training()
                .by("trainer")
                .with("output_name", "cats")
                .pending()
                .prepare(now)
                .train(new TrainingProgress(2, 10, 150, 1000, 0.09124), now);
    }

    private List<TrainingJob> all() {
        return server.atelier
                .trainings
                .page(Optional.empty(), Optional.empty(), 10)
                .items();
    }

    private static String path(TrainingJob job) {
        return "/console/trainings/" + job.id();
    }

    private void isRefused(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).containsPattern("<div id=\"error\"[^>]*>[^<]*" + message);
    }

    /** What a training with the form below needs. */
    private void provide() {
        provideFor("trainer");
    }

    private void provideFor(String role) {
        server.atelier.add(
                TestCheckpoints.checkpoint().files("base.safetensors").openTo(role));
        Dataset dataset = server.atelier.add(TestDatasets.dataset()
                .name("lego")
                .status(DatasetStatus.ENABLED)
                .files("a.png")
                .openTo(role));
        server.atelier.write(dataset.location().resolve("a.png"), "image");
    }

    private static Map<String, String> form() {
        return new HashMap<>(Map.of(
                "dataset", "lego",
                "model", "base.safetensors",
                "fm_type", "sd_1_5",
                "output_name", "cats",
                "max_train_epochs", "",
                "max_train_steps", "500",
                "learning_rate", "2e-4",
                "network_dim", "8",
                "training_instance_type", "ml.g5.xlarge",
                "options", "lr_scheduler = constant\r\n\r\nflip_aug=true\r\n"));
    }

    @Test
    void theListHasTheUsersOwn() {
        TrainingJob running = add(running());
        TrainingJob ended = add(training().by("trainer").completed());
        TrainingJob others = add(training().by("ann").completed());

        assertThat(browser.get("/console/trainings").body())
                .contains(
                        path(running),
                        path(ended),
                        ">Training</td>",
                        ">Completed</td>",
                        ">epoch 2 of 10, step 150 of 1000</td>",
                        ">base.safetensors</td>",
                        "hx-get=\"/console/trainings\"",
                        "/console/trainings/new")
                .doesNotContain(others.id().toString());
        assertThat(browser.get("/console/trainings", "HX-Request", "true").body())
                .contains(path(running))
                .doesNotContain("<html");
        assertThat(new Browser(server)
                        .signIn("admin", RestServer.KEY)
                        .get("/console/trainings")
                        .body())
                .contains(others.id().toString());
        isRefused(browser.get(path(others)), 403, ".* belongs to another user");
        isRefused(browser.get("/console/trainings/" + UUID.randomUUID()), 404, "Job with id .* not found");
        isRefused(browser.get("/console/trainings/none"), 404, "Job with id none not found");
        isRefused(browser.get("/console/trainings?after=x"), 400, "exclusive_start_key");
    }

    @Test
    void theListHasPagesAndIsFollowedWhileSomethingChangesAlone() {
        for (int i = 0; i < 51; i++) {
            add(training()
                    .by("trainer")
                    .with("output_name", "number-" + i + "x")
                    .createdAt(server.atelier.clock.instant().plusSeconds(i))
                    .completed());
        }

        String first = browser.get("/console/trainings").body();

        assertThat(first).contains("number-50x").doesNotContain("number-0x", "every 3s");
        String next = first.replaceFirst("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1");
        assertThat(browser.get(next).body()).contains("number-0x").doesNotContain("number-50x");
    }

    @Test
    void whatTheUserMayNotDoIsNotOffered() {
        server.addUserHolding("reader", "train:list");
        TrainingJob job = add(training().by("reader").pending());
        TrainingJob initial = add(training().by("reader").initial());
        Browser reader = new Browser(server).signIn("reader", RestServer.KEY);

        assertThat(reader.get("/console/trainings").body())
                .contains(path(job))
                .doesNotContain("/trainings/new", "/console/datasets");
        assertThat(reader.get(path(job)).body()).doesNotContain("<form hx-");
        assertThat(reader.get(path(initial)).body()).doesNotContain("<form hx-");
        assertThat(reader.get("/console/trainings/new").statusCode()).isEqualTo(403);
        assertThat(reader.post("/console/trainings", form()).statusCode()).isEqualTo(403);
        assertThat(reader.post(path(initial) + "/start", Map.of()).statusCode()).isEqualTo(403);
        assertThat(reader.post(path(job) + "/delete", Map.of()).statusCode()).isEqualTo(403);
        server.addUserHolding("none", "checkpoint:list");
        Browser none = new Browser(server).signIn("none", RestServer.KEY);
        assertThat(none.get("/console/trainings").statusCode()).isEqualTo(403);
        assertThat(none.get("/console/models").body()).doesNotContain("/console/trainings");
    }

    @Test
    void theFormOffersWhatCanBeTrainedWith() {
        provide();
        server.atelier.add(TestCheckpoints.checkpoint()
                .files("on-a-node.safetensors")
                .onNodes()
                .openTo("trainer"));
        server.atelier.add(TestDatasets.dataset().name("bricks").openTo("trainer"));
        server.atelier.add(TestDatasets.dataset()
                .name("cats")
                .status(DatasetStatus.ENABLED)
                .openTo("trainer"));

        assertThat(browser.get("/console/trainings/new?dataset=lego").body())
                .contains(
                        "<option value=\"lego\" selected>lego</option>",
                        "<option value=\"cats\">cats</option>",
                        "<option>base.safetensors</option>")
                .doesNotContain("on-a-node", "bricks");
        assertThat(browser.get("/console/trainings/new?dataset=older").body())
                .contains("<option value=\"older\" selected>older</option>");
        server.addUserHolding("starter", "train:create");
        assertThat(new Browser(server)
                        .signIn("starter", RestServer.KEY)
                        .get("/console/trainings/new?dataset=lego")
                        .body())
                .contains("<input name=\"dataset\" value=\"lego\"", "<input name=\"model\"")
                .doesNotContain("base.safetensors");
    }

    @Test
    void aFormStartsATraining() {
        provide();

        Map<String, String> form = form();
        form.put("sample_prompts", "a cat --w 64\r\na dog\r\n");

        HttpResponse<String> answer = browser.post("/console/trainings", form, "HX-Request", "true");

        TrainingJob job = all().get(0);
        assertThat(answer.headers().firstValue("HX-Redirect")).contains(path(job));
        assertThat(job.status()).isEqualTo(TrainingStatus.PENDING);
        assertThat(job.user()).hasToString("trainer");
        assertThat(job.plan().options())
                .containsEntry("output_name", "cats")
                .containsEntry("max_train_steps", 500)
                .containsEntry("learning_rate", 2e-4)
                .containsEntry("network_dim", 8)
                .containsEntry("lr_scheduler", "constant")
                .containsEntry("flip_aug", true)
                .containsEntry("sample_prompts", "a cat --w 64\na dog")
                .containsEntry("sample_every_n_epochs", 1)
                .doesNotContainKeys("max_train_epochs", "unet_lr");
        assertThat(job.plan().params().get("training_params"))
                .isEqualTo(Map.of(
                        "training_instance_type",
                        "ml.g5.xlarge",
                        "model",
                        "base.safetensors",
                        "dataset",
                        "lego",
                        "fm_type",
                        "sd_1_5"));
    }

    @Test
    void eachPromptMayBeAsLongAsItIsAllowedInAnyScript() {
        provide();
        Map<String, String> form = form();
        String prompts = String.join("\n", Collections.nCopies(10, "\u96ea".repeat(1000)));
        form.put("sample_prompts", prompts);

        browser.post("/console/trainings", form, "HX-Request", "true");

        assertThat(all().get(0).plan().options()).containsEntry("sample_prompts", prompts);
    }

    @Test
    void whoMayNotSeeTrainingsIsToldThatTheirsWasStarted() {
        server.addUserHolding("starter", "train:create");
        provideFor("starter");
        Browser starter = new Browser(server).signIn("starter", RestServer.KEY);

        String page = starter.post("/console/trainings", form(), "HX-Request", "true")
                .headers()
                .firstValue("HX-Redirect")
                .orElseThrow();

        assertThat(starter.get(page).body()).contains("Training " + all().get(0).id() + " has been started.");
    }

    @ParameterizedTest
    @CsvSource({
        "dataset, '', 'dataset name'",
        "dataset, none, 'has no images'",
        "model, none.safetensors, 'is not found among the Active'",
        "fm_type, sd_3, 'fm_type .* is not one of'",
        "max_train_steps, many, 'max_train_steps is .*; allowed is'",
        "resolution, large, 'resolution is .*; allowed is'",
        "sample_prompts, a cat --cn /etc/passwd, 'sample_prompts is .*; allowed is text of 1 to 10 lines'",
        "options, vae=/etc/passwd, 'is not an option that a client may set'",
        "options, flip_aug, 'should have a name, an equals sign and a value'"
    })
    void whatIsWrongWithAFormIsSaid(String field, String value, String message) {
        provide();
        Map<String, String> form = form();
        form.put(field, value);

        isRefused(browser.post("/console/trainings", form, "HX-Request", "true"), 400, ".*" + message);
        assertThat(all()).isEmpty();
    }

    @Test
    void withoutATrainerThePageSaysWhatToSet() {
        provide();
        server.atelier.trainer.reject(new InvalidRequestException("set ATELIER_LOCAL_GPU_TRAINING_COMMAND"));

        isRefused(browser.post("/console/trainings", form()), 400, ".*ATELIER_LOCAL_GPU_TRAINING_COMMAND");
    }

    @Test
    void aTrainingIsFollowedUntilItsEnd() {
        TrainingJob job = add(running());
        server.atelier.write(job.output().resolve("train.log"), "epoch 2/10");

        String page = browser.get(path(job)).body();
        assertThat(page)
                .contains(
                        ">Training</span>",
                        "epoch 2 of 10, step 150 of 1000",
                        "loss 0.0912",
                        "value=\"0.15\"",
                        "hx-get=\"" + path(job) + "\"",
                        "base.safetensors, sd_1_5",
                        "s3://atelier/dataset/lego",
                        "<dt>output_name</dt><dd>cats</dd>",
                        "Stop and delete")
                .doesNotContain("<dt>Model</dt>");
        String log = page.replaceFirst("(?s).*<dt>Log</dt><dd><a href=\"([^\"]*)\".*", "$1");
        assertThat(new String(server.http().get(log).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("epoch 2/10");
        assertThat(browser.get(path(job), "HX-Request", "true").body())
                .contains("step 150 of 1000", "every 3s")
                .doesNotContain("<html", "<form");

        add(job.fail("CUDA out of memory", server.atelier.clock.instant()));

        assertThat(browser.get(path(job), "HX-Request", "true").headers().firstValue("HX-Redirect"))
                .contains(path(job));
        assertThat(browser.get(path(job)).body())
                .contains(">Failed</span>", "CUDA out of memory", ">Delete</button>")
                .doesNotContain("every 3s", "Stop and delete");
    }

    @Test
    void theLossIsDrawnOverTheSteps() {
        TrainingJob job = add(running());
        assertThat(browser.get(path(job)).body()).doesNotContain("<path", "<figure");

        server.atelier.trainings.lossesAre(
                job.id(), LossCurve.NONE.with(0, 0.2).with(50, 0.05).with(100, 0.1));

        String sentence = "Loss over steps: first 0.2000 at step 0, lowest 0.0500 at step 50, last 0.0912 at step 150";
        String line = "<path d=\"M0.0 0.0h0L30.0 90.0L60.0 60.0L90.0 65.3\"/>";
        for (String body : List.of(
                browser.get(path(job)).body(),
                browser.get(path(job), "HX-Request", "true").body())) {
            assertThat(body).contains(line, "aria-label=\"" + sentence + "\"", ">" + sentence + "</figcaption>");
        }
        add(job.fail("CUDA out of memory", server.atelier.clock.instant()));
        assertThat(browser.get(path(job)).body()).contains(line, ">Failed</span>");
    }

    @Test
    void theSampleImagesAreShownByPromptInTheOrderInWhichTheyWereMade() throws IOException {
        TrainingJob job = add(training()
                .by("trainer")
                .with("sample_every_n_epochs", 1)
                .with("sample_prompts", "a <b>cat</b> --w 64\na dog")
                .preparing());
        BufferedImage image = new BufferedImage(600, 600, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        StorageUri folder = StorageLayout.trainingSamples(job.output());
        for (String name : List.of("e000000-00", "e000010-00", "e000002-00", "e000002-01")) {
            server.atelier.store.put(
                    folder.resolve(name + ".png"), new ByteArrayInputStream(png.toByteArray()), "image/png");
        }

        String part = path(job) + "/samples";
        for (String body : List.of(
                browser.get(path(job)).body(),
                browser.get(part + "?shown=3", "HX-Request", "true").body())) {
            assertThat(body)
                    .containsSubsequence(
                            "hx-get=\"" + part + "?shown=4\"",
                            "<h3>a &lt;b&gt;cat&lt;/b&gt; --w 64</h3>",
                            path(job) + "/samples/e000000-00/thumbnail",
                            ">at first<",
                            path(job) + "/samples/e000002-00/thumbnail",
                            ">epoch 2<",
                            path(job) + "/samples/e000010-00/thumbnail",
                            "<h3>a dog</h3>",
                            path(job) + "/samples/e000002-01/thumbnail")
                    .doesNotContain("<b>cat");
        }
        assertThat(browser.get(path(job), "HX-Request", "true").body())
                .contains("id=\"progress\"")
                .doesNotContain("thumbnail");
        assertThat(browser.get(part + "?shown=4", "HX-Request", "true").statusCode())
                .isEqualTo(204);
        assertThat(browser.get(part).headers().firstValue("Location")).contains(path(job));
        assertThat(server.atelier.store.links()).isZero();
        String sample = path(job) + "/samples/e000002-00";
        assertThat(browser.bytes(sample)).isEqualTo(png.toByteArray());
        for (int time = 0; time < 2; time++) {
            assertThat(ImageIO.read(new ByteArrayInputStream(browser.bytes(sample + "/thumbnail")))
                            .getWidth())
                    .isEqualTo(384);
        }
        assertThat(server.atelier.store.files()).contains(folder.resolve("e000002-00.jpg"));
        isRefused(browser.get(path(job) + "/samples/e000003-00"), 404, ".* has no sample image");
        TrainingJob others = add(training().by("ann").preparing());
        isRefused(browser.get(path(others) + "/samples/e000002-00/thumbnail"), 403, ".* belongs to another user");
        isRefused(browser.get(path(others) + "/samples"), 403, ".* belongs to another user");
        add(job.fail("CUDA out of memory", server.atelier.clock.instant()));
        assertThat(browser.get(path(job)).body()).contains("<h3>a dog</h3>").doesNotContain("shown=", "every ");
    }

    @Test
    void theModelOfACompletedTrainingIsLinked() {
        TrainingJob job = add(training().by("trainer").completed());
        Checkpoint made = TestCheckpoints.checkpoint()
                .files("usual.safetensors")
                .by("trainer")
                .build();
        assertThat(browser.get(path(job)).body()).contains("usual.safetensors, deleted since");

        server.atelier.checkpoints.add(new Checkpoint(
                job.id().checkpoint(),
                made.type(),
                made.status(),
                made.origin(),
                made.location(),
                made.files(),
                made.uploads(),
                made.params(),
                made.creator(),
                made.allowedRolesOrUsers(),
                made.created()));

        assertThat(browser.get(path(job)).body())
                .contains("<a href=\"/console/models/" + job.id() + "\">usual.safetensors</a>");
        server.addUserHolding("trainer", "train:list");
        assertThat(browser.get(path(job)).body())
                .contains("usual.safetensors")
                .doesNotContain("/console/models/", "deleted since");
    }

    @Test
    void aTrainingThatWasOnlyRegisteredIsStarted() {
        TrainingJob job = add(training().by("trainer").initial());
        assertThat(browser.get(path(job)).body()).contains(">Start</button>").doesNotContain("every 3s");

        assertThat(browser.post(path(job) + "/start", Map.of()).statusCode()).isEqualTo(303);

        assertThat(all()).extracting(TrainingJob::status).containsExactly(TrainingStatus.PENDING);
        isRefused(browser.post(path(job) + "/start", Map.of()), 400, ".*only one that is Initial can be started");
    }

    @Test
    void aTrainingIsStoppedAndDeleted() {
        TrainingJob job = add(running());
        TrainingJob others = add(training().by("ann").pending());

        assertThat(browser.post(path(job) + "/delete", Map.of(), "HX-Request", "true")
                        .headers()
                        .firstValue("HX-Redirect"))
                .contains("/console/trainings");

        assertThat(server.atelier.trainer.stopped()).containsOnly(job.id());
        isRefused(browser.post(path(others) + "/delete", Map.of()), 403, ".* belongs to another user");
        assertThat(all()).containsExactly(others);
    }

    @Test
    void whatUsersAndTrainersWriteIsShownAsText() {
        String evil = "<script>alert(1)<b>\"'";
        TrainingJob job = add(training()
                .by("trainer")
                .with("output_name", "<script>alert(1)<b>")
                .pending()
                .fail(evil, server.atelier.clock.instant()));

        for (String path : List.of("/console/trainings", path(job), "/console/trainings/new?dataset=%3Cscript%3E")) {
            assertThat(browser.get(path).body())
                    .as(path)
                    .contains("&lt;script")
                    .doesNotContain("<script>alert", "<script>\"");
        }
    }
}
