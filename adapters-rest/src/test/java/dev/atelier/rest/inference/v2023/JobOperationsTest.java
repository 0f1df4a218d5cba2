package dev.atelier.rest.inference.v2023;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobOperationsTest {

    private static final String LIST = "/inference/list-inference-jobs";
    private static final String GET = "/inference/get-inference-job";
    private static final String IMAGES = "/inference/get-inference-job-image-output";
    private static final String PARAMETERS = "/inference/get-inference-job-param-output";

    private RestServer server;
    private Http client;

    @BeforeEach
    void start() {
        server = RestServer.start();
        client = server.keyOnly();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFinishedJobIsReturnedAsDocumented() {
        InferenceJob job = server.atelier.add(TestJobs.job().succeeded());

        assertThat(get(job))
                .containsEntry("inference_info_name", "/tmp/" + job.id() + "_param.json")
                .containsEntry("startTime", "2026-03-04 05:06:08.123456")
                .containsEntry("taskType", "txt2img")
                .containsEntry("completeTime", "2026-03-04-05-06-09")
                .containsEntry("InferenceJobId", job.id().toString())
                .containsEntry("status", "succeed")
                .containsEntry("sagemakerRaw", "")
                .containsEntry("image_names", List.of("image_0.png"));
    }

    @Test
    void anUnfinishedJobHasTheSameFields() {
        InferenceJob job = server.atelier.add(TestJobs.job().started());

        assertThat(get(job))
                .containsEntry("status", "inprogress")
                .containsEntry("completeTime", null)
                .containsEntry("inference_info_name", null)
                .containsEntry("sagemakerRaw", "")
                .containsEntry("image_names", List.of());
    }

    @Test
    void aFailedJobSaysWhy() {
        InferenceJob job =
                server.atelier.add(TestJobs.job().started().fail("out of memory", server.atelier.clock.instant()));

        assertThat(get(job))
                .containsEntry("status", "failed")
                .containsEntry("sagemakerRaw", "out of memory")
                .containsEntry("error", "out of memory");
    }

    @Test
    void aJobNeedsAnIdThatThereIs() {
        assertThat(client.get(GET).invalidates("jobID"))
                .isEqualTo(Map.of("msg", "field required", "type", "value_error.missing"));
        String unknown = UUID.randomUUID().toString();
        assertThat(client.get(GET + "?jobID=" + unknown).invalidates("jobID"))
                .isEqualTo(Map.of("msg", "inference with id " + unknown + " not found", "type", "value_error"));
        client.get(GET + "?jobID=XXXXXXX").invalidates("jobID");
    }

    @Test
    void theOutputsAreLinksThatCanBeFollowed() {
        InferenceJob job = server.atelier.add(TestJobs.job().succeeded());
        server.atelier.write(job.results().resolve("image_0.png"), "image");
        server.atelier.write(job.results().resolve(job.id() + "_param.json"), "parameters");

        assertThat(follow(IMAGES, job)).isEqualTo("image");
        assertThat(follow(PARAMETERS, job)).isEqualTo("parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {IMAGES, PARAMETERS})
    void withoutAnythingToLinkToTheOutputIsEmpty(String output) {
        InferenceJob running = server.atelier.add(TestJobs.job().started());
        for (String query :
                List.of("", "?jobID=", "?jobID=string", "?jobID=" + UUID.randomUUID(), "?jobID=" + running.id())) {
            assertThat(client.get(output + query).text()).as(query).isEqualTo("[]");
        }
    }

    @Test
    void anotherUsersJobIsNotOpen() {
        server.addUserHolding("bob", "inference:all");
        InferenceJob job = server.atelier.add(TestJobs.job().succeeded());

        for (String path : List.of(GET, IMAGES, PARAMETERS)) {
            client.as("bob").get(path + "?jobID=" + job.id()).rejects2023(403);
        }
        assertThat(client.as("bob").get(LIST).text()).isEqualTo("[]");
    }

    @Test
    void theListIsNewestFirstAndGoesOnByItsLink() {
        for (int age = 0; age < 12; age++) {
            server.atelier.add(TestJobs.job()
                    .createdAt(SettableClock.START.minusSeconds(age))
                    .succeeded());
        }
        List<Map<String, Object>> all = client.get(LIST).list();
        assertThat(all)
                .hasSize(12)
                .isSortedAccordingTo((a, b) -> ((String) b.get("startTime")).compareTo((String) a.get("startTime")));
        assertThat(all.get(0)).isEqualTo(get(all.get(0).get("InferenceJobId")));

        HttpResult first = client.get(LIST + "?limit=7");
        List<Object> rest = client.get("/prod" + LIST + first.next()).list();
        assertThat(first.list()).hasSize(7);
        assertThat(rest).hasSize(5);
        assertThat(rest.get(4)).isEqualTo(all.get(11));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=NaN", "exclusive_start_key=1"})
    void aQueryThatMakesNoSenseIsRejected(String query) {
        client.get(LIST + "?" + query).rejects2023(400);
    }

    private Map<String, Object> get(InferenceJob job) {
        return get(job.id());
    }

    private Map<String, Object> get(Object id) {
        return client.get(GET + "?jobID=" + id).object();
    }

    private String follow(String output, InferenceJob job) {
        List<String> links = client.get(output + "?jobID=" + job.id()).list();
        assertThat(links).hasSize(1);
        return client.without("x-api-key").get(links.get(0)).text();
    }
}
