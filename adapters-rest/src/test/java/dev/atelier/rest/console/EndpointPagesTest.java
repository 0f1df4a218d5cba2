package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.testing.RestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointPagesTest {

    private RestServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("operator", "sagemaker_endpoint:all");
        browser = new Browser(server).signIn("operator", RestServer.KEY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Endpoint open(String name) {
        return server.atelier.add(TestEndpoints.endpoint().name(name).openTo("operator"));
    }

    private static String path(Endpoint endpoint) {
        return "/console/endpoints/" + endpoint.id();
    }

    private InferenceJob waiting(Endpoint endpoint) {
        TestJobs job = TestJobs.job().by("operator").on(endpoint);
        server.atelier.jobs.add(job.created());
        server.atelier.queue.enqueue(job.started());
        return job.started();
    }

    private InferenceJob stored(InferenceJob job) {
        return server.atelier.jobs.find(job.id()).orElseThrow();
    }

    private void isRefused(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).containsPattern("<div id=\"error\"[^>]*>[^<]*" + message);
    }

    private static Map<String, String> form() {
        return new HashMap<>(Map.of(
                "endpoint_type",
                "Async",
                "endpoint_name",
                "mine",
                "instance_type",
                "ml.g5.2xlarge",
                "initial_instance_count",
                "2",
                "min_instance_number",
                "",
                "max_instance_number",
                "",
                "assign_to_roles",
                "operator\r\nguest\r\n"));
    }

    @Test
    void theListHasWhatIsOpenToTheUser() {
        Endpoint open = open("mine");
        Endpoint failed =
                server.atelier.add(TestEndpoints.endpoint().openTo("operator").status(EndpointStatus.FAILED));
        Endpoint hidden = server.atelier.add(TestEndpoints.endpoint().openTo("others"));

        assertThat(browser.get("/console/endpoints").body())
                .contains(
                        path(open),
                        path(failed),
                        ">Async</td>",
                        ">InService</td>",
                        ">1 of 0 to 3</td>",
                        ">operator</td>",
                        "no capacity",
                        "Create an endpoint",
                        ">operator</textarea>")
                .doesNotContain(hidden.name().value(), "every 3s");
        isRefused(browser.get(path(hidden)), 404, "endpoint .* not found");
        isRefused(browser.get("/console/endpoints/none"), 404, "endpoint .* not found");
        isRefused(browser.get("/console/endpoints?after=x"), 400, "exclusive_start_key");
    }

    @Test
    void theListIsFollowedWhileSomethingChanges() {
        server.atelier.add(TestEndpoints.endpoint().openTo("operator").status(EndpointStatus.CREATING));

        assertThat(browser.get("/console/endpoints", "HX-Request", "true").body())
                .contains("hx-get=\"/console/endpoints\"", "every 3s", "Creating")
                .doesNotContain("<html");
    }

    @Test
    void theListHasPages() {
        for (int i = 0; i < 51; i++) {
            server.atelier.add(TestEndpoints.endpoint()
                    .name("number-" + i + "x")
                    .openTo("operator")
                    .createdAt(server.atelier.clock.instant().plusSeconds(i)));
        }

        String first = browser.get("/console/endpoints").body();

        assertThat(first).contains("number-50x").doesNotContain("number-0x");
        String next = first.replaceFirst("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1");
        assertThat(browser.get(next).body()).contains("number-0x").doesNotContain("number-50x");
    }

    @Test
    void whatTheUserMayNotDoIsNotOffered() {
        server.addUserHolding("reader", "sagemaker_endpoint:list");
        Endpoint open = server.atelier.add(TestEndpoints.endpoint().openTo("reader"));
        Browser reader = new Browser(server).signIn("reader", RestServer.KEY);

        assertThat(reader.get("/console/endpoints").body()).contains(path(open)).doesNotContain("<form hx-");
        assertThat(reader.get(path(open)).body()).doesNotContain("<form hx-");
        assertThat(reader.post("/console/endpoints", form()).statusCode()).isEqualTo(403);
        assertThat(reader.post(path(open) + "/delete", Map.of()).statusCode()).isEqualTo(403);
        server.addUserHolding("none", "checkpoint:list");
        Browser none = new Browser(server).signIn("none", RestServer.KEY);
        assertThat(none.get("/console/endpoints").statusCode()).isEqualTo(403);
        assertThat(none.get("/console/models").body()).doesNotContain("/console/endpoints");
    }

    @Test
    void aFormCreatesAnEndpoint() {
        HttpResponse<String> answer = browser.post("/console/endpoints", form(), "HX-Request", "true");

        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/console/endpoints");
        Endpoint created = server.atelier
                .endpoints
                .find(new EndpointName("esd-async-mine"))
                .orElseThrow();
        assertThat(created.counts()).isEqualTo(new InstanceCounts(2, 0, 2, false));
        assertThat(created.roles()).containsExactly("operator", "guest");
        assertThat(created.creator()).hasToString("operator");
        assertThat(server.atelier.backend.endpoints()).containsExactly(created.id());
    }

    @Test
    void anEndpointWithoutANameIsNamedByItsId() {
        Map<String, String> form = form();
        form.putAll(Map.of(
                "endpoint_type",
                "Real-time",
                "endpoint_name",
                " ",
                "autoscaling_enabled",
                "on",
                "max_instance_number",
                "4"));

        browser.post("/console/endpoints", form);

        Endpoint created = server.atelier.endpoints.of("in-memory").get(0);
        assertThat(created.name().value())
                .isEqualTo("esd-real-time-" + created.id().toString().substring(0, 7));
        assertThat(created.counts()).isEqualTo(new InstanceCounts(2, 1, 4, true));
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint_type, none, 'is not one of'",
        "endpoint_name, a b, 'letters, digits and hyphens'",
        "instance_type, '', 'instance_type holds letters'",
        "initial_instance_count, many, 'initial_instance_count should be a whole number'",
        "initial_instance_count, 0, 'initial_instance_count is 0; allowed is 1'",
        "max_instance_number, 1, 'max_instance_number is 1; allowed is 2'",
        "assign_to_roles, '', 'assign_to_roles should name at least one role'"
    })
    void whatIsWrongWithAFormIsSaid(String field, String value, String message) {
        Map<String, String> form = form();
        form.put(field, value);

        isRefused(browser.post("/console/endpoints", form, "HX-Request", "true"), 400, ".*" + message);
        assertThat(server.atelier.endpoints.of("in-memory")).isEmpty();
    }

    @Test
    void anEndpointIsDeletedAndItsJobsFail() {
        Endpoint endpoint = open("mine");
        InferenceJob job = waiting(endpoint);

        assertThat(browser.get(path(endpoint)).body()).contains("no other endpoint could take them");
        assertThat(browser.post(path(endpoint) + "/delete", Map.of()).statusCode())
                .isEqualTo(303);

        assertThat(server.atelier.endpoints.find(endpoint.id())).isEmpty();
        assertThat(stored(job).status()).isEqualTo(InferenceJobStatus.FAILED);
    }

    @Test
    void whatWaitsIsMovedWhereThatIsChosen() {
        Endpoint endpoint = open("mine");
        Endpoint other = open("other");
        server.atelier.add(TestEndpoints.endpoint().name("fast").realTime().openTo("operator"));
        server.atelier.add(
                TestEndpoints.endpoint().name("broken").openTo("operator").status(EndpointStatus.FAILED));
        server.atelier.add(TestEndpoints.endpoint().name("hidden").openTo("others"));
        InferenceJob job = waiting(endpoint);

        assertThat(browser.get(path(endpoint)).body())
                .contains("move to other", "value=\"\">fail<")
                .doesNotContain("move to mine", "move to fast", "move to broken", "move to hidden");
        isRefused(
                browser.post(path(endpoint) + "/delete", Map.of("move_jobs_to", "none")),
                400,
                "endpoint none is not found");
        isRefused(browser.post(path(endpoint) + "/delete", Map.of("move_jobs_to", "hidden")), 403, ".*is not open");
        assertThat(server.atelier.endpoints.find(endpoint.id())).isPresent();

        browser.post(path(endpoint) + "/delete", Map.of("move_jobs_to", "other"));

        assertThat(server.atelier.endpoints.find(endpoint.id())).isEmpty();
        assertThat(stored(job).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(stored(job).place().endpoint()).isEqualTo(other.id());
    }

    @Test
    void anothersEndpointIsNotDeleted() {
        Endpoint hidden = server.atelier.add(TestEndpoints.endpoint().openTo("others"));

        isRefused(browser.post(path(hidden) + "/delete", Map.of()), 404, "endpoint .* not found");
        assertThat(server.atelier.endpoints.find(hidden.id())).isPresent();
    }

    @Test
    void whatUsersWriteIsShownAsText() {
        String role = "<script>alert(1)<b>\"'";
        server.addUserHolding(role, "sagemaker_endpoint:all");
        Endpoint endpoint = server.atelier.add(
                TestEndpoints.endpoint().openTo("operator", role).status(EndpointStatus.FAILED));
        Browser other = new Browser(server).signIn(role, RestServer.KEY);

        for (String path : new String[] {"/console/endpoints", path(endpoint)}) {
            assertThat(other.get(path).body())
                    .as(path)
                    .contains("&lt;script&gt;alert(1)")
                    .doesNotContain("<script>alert");
        }
    }
}
