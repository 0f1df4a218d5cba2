package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Nodes that fall silent in the middle of a job. */
@Tag("slow")
@Timeout(180)
class SilenceTest {

    private static final String PROGRESS = "/sdapi/v1/progress";
    private static final String INTERRUPT = "/sdapi/v1/interrupt";

    @TempDir
    Path tempDir;

    private final WebUiSimulator first = WebUiSimulator.start();
    private final WebUiSimulator second = WebUiSimulator.start();
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        fixture.settings =
                LocalGpuFixture.settings(3, Duration.ofMinutes(15), Duration.ofSeconds(60), Duration.ofMillis(300));
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    /** With the default of {@code health.silence}. */
    @Test
    void aJobOnAFrozenProcessIsElsewhereWithinHalfAMinute() throws Exception {
        AtomicInteger images = new AtomicInteger();
        fixture.store = new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                images.addAndGet(location.fileName().equals("image_0.png") ? 1 : 0);
                super.put(location, content, contentType);
            }
        };
        fixture.nodeAnswerTimeout = Duration.ofSeconds(1);
        Process frozen = Simulator.start();
        try (BufferedReader lines = frozen.inputReader()) {
            fixture.with(URI.create("http://127.0.0.1:" + lines.readLine()), "*", Optional.empty())
                    .open();
            InferenceJob job = submit();
            await().until(() -> fixture.nodes.get(0).busy());
            Thread.sleep(1500);
            signal(frozen, "STOP");
            long begin = System.nanoTime();
            try (LocalGpuFixture replica =
                    new LocalGpuFixture(tempDir, fixture).with(second).open()) {
                assertThat(replica.nodes).hasSize(1);

                await().atMost(Duration.ofSeconds(30)).until(() -> second.generations() == 1);

                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
                assertSucceeds(job);
            }
            InferenceJob ended = fixture.now(job);
            assertThat(condition().state()).isEqualTo(NodeState.State.QUARANTINED);

            signal(frozen, "CONT");

            await().atMost(Duration.ofSeconds(20)).until(() -> condition().healthy());
            assertSucceeds(submit());
            assertThat(fixture.now(job)).isEqualTo(ended);
            assertThat(images).hasValue(2);
        } finally {
            frozen.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNodeThatAnswersSlowlyIsNotSilent() {
        fixture.silence = WebUiSimulator.SLOWNESS.multipliedBy(8);
        first.failsAt(PROGRESS, Fault.SLOW).generatesIn(Duration.ofSeconds(6));
        fixture.with(first).open();

        assertSucceeds(submit());

        assertThat(first.generations()).isEqualTo(1);
        assertThat(first.requests(PROGRESS)).hasSizeGreaterThan(5);
    }

    @Test
    void anErrorIsAnAnswer() {
        fixture.silence = Duration.ofSeconds(3);
        first.speaks(ServerProfile.STABLE_DIFFUSION_CPP).generatesIn(Duration.ofSeconds(5));
        fixture.with(first).open();

        assertSucceeds(submit());

        assertThat(first.generations()).isEqualTo(1);
    }

    @Test
    void theReasonOfASilentNodeIsItsSilence() {
        fixture.silence = Duration.ofMillis(400);
        fixture.quarantineMin = Duration.ofMinutes(1);
        first.generatesIn(Duration.ofMinutes(1));
        fixture.with(first).open();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(JobExecution.class);
        logger.addAppender(log);
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        first.failsAt(PROGRESS, Fault.HANG);

        await().until(() -> condition().state() == NodeState.State.QUARANTINED);
        await().untilAsserted(() -> assertThat(List.copyOf(log.list))
                .anySatisfy(event -> assertThat(event.getFormattedMessage())
                        .contains(fixture.nodes.get(0).name(), job.id().toString(), "answered nothing for 0.4 s")));
        logger.detachAppender(log);
        assertThat(condition().reason()).isEqualTo("The node answered nothing for 0.4 s while it ran the job");
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        await().untilAsserted(() -> assertThat(tempDir).isEmptyDirectory());
    }

    /** It ends the job when it is interrupted, and its images arrive before the call has been given up. */
    @Test
    void nothingIsKeptOfImagesThatASilentNodeReturnsAfterAll() {
        fixture.silence = Duration.ofMillis(400);
        fixture.quarantineMin = Duration.ofMinutes(1);
        first.generatesIn(Duration.ofMinutes(1)).failsAt(INTERRUPT, Fault.SLOW);
        fixture.with(first).open();
        submit();
        await().until(() -> first.generations() == 1);

        first.failsAt(PROGRESS, Fault.HANG);

        await().until(() -> !first.requests(INTERRUPT).isEmpty());
        await().until(() -> condition().state() == NodeState.State.QUARANTINED);
        await().untilAsserted(() -> assertThat(tempDir).isEmptyDirectory());
    }

    @Test
    void theJobOfANodeThatWasDeletedMeanwhileDoesNotHoldTheWorkerOfASilentNode() {
        fixture.silence = Duration.ofMillis(400);
        fixture.quarantineMin = Duration.ofMinutes(1);
        first.generatesIn(Duration.ofMinutes(1));
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);
        first.failsAt(PROGRESS, Fault.HANG).failsAt("/internal/progress", Fault.HANG);

        fixture.runner.cancel(job);
        fixture.jobs.delete(job.id());

        await().until(() -> !fixture.nodes.get(0).busy());
        await().until(() -> condition().state() == NodeState.State.QUARANTINED);
    }

    private InferenceJob submit() {
        return fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint));
    }

    private NodeState condition() {
        return fixture.nodes.get(0).condition();
    }

    private void assertSucceeds(InferenceJob job) {
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).isNull();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    /** A node in a process of its own that takes 8 s for an image. Prints its port. */
    static final class Simulator {

        private Simulator() {}

        static Process start() throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Simulator.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        public static void main(String[] arguments) throws IOException {
            try (WebUiSimulator node = WebUiSimulator.start().generatesIn(Duration.ofSeconds(8))) {
                System.out.println(node.port());
                System.in.read(); // ends with the test
            }
        }
    }
}
