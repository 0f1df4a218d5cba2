package dev.atelier.persistence.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The embedded database runs in the process, so killing the process puts most data at risk. */
@Tag("slow")
class SurvivalTest {

    private static final int JOBS = 25;

    @Test
    void whatWasAcceptedOutlivesAKillOfTheProcess() throws Exception {
        String url = TestDatabase.H2.emptyDatabase();

        List<InferenceJobId> accepted = acceptUntilKilled(url);

        try (PersistenceFixture anew = PersistenceFixture.on(TestDatabase.H2, url)) {
            assertThat(accepted)
                    .allSatisfy(id -> assertThat(anew.bean(InferenceJobRepository.class)
                                    .find(id)
                                    .orElseThrow()
                                    .status())
                            .isEqualTo(InferenceJobStatus.INPROGRESS));
            assertThat(anew.bean(InferenceQueue.class)
                            .load(Set.of(TestJobs.ENDPOINT))
                            .get(TestJobs.ENDPOINT))
                    .isGreaterThanOrEqualTo(accepted.size());
        }
        TestDatabase.H2.drop(url);
    }

    private static List<InferenceJobId> acceptUntilKilled(String url) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Accepting.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<InferenceJobId> accepted = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                InferenceJobId.parse(line).ifPresent(accepted::add);
                if (accepted.size() == JOBS) {
                    process.toHandle().destroyForcibly(); // unlike the process's own, this keeps its output readable
                }
                line = lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(accepted).hasSizeGreaterThanOrEqualTo(JOBS);
        return accepted;
    }

    /** A process that accepts jobs endlessly and prints each as soon as it is accepted. */
    static final class Accepting {

        private Accepting() {}

        public static void main(String[] arguments) {
            PersistenceFixture persistenceFixture = PersistenceFixture.on(TestDatabase.H2, arguments[0]);
            InferenceQueue queue = persistenceFixture.bean(InferenceQueue.class);
            while (true) {
                TestJobs job = TestJobs.job();
                persistenceFixture.bean(InferenceJobRepository.class).add(job.created());
                if (queue.enqueue(job.started())) {
                    System.out.println(job.created().id());
                }
            }
        }
    }
}
