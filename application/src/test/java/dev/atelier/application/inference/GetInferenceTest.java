package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestJobs.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.GetInference.Details;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestImages;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.inference.InferenceJob;
import java.net.URI;
import org.junit.jupiter.api.Test;

class GetInferenceTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final GetInference get = new GetInference(atelier.jobs, atelier.store, atelier.audit);

    @Test
    void linksToTheImagesAndParametersOfAJobThatSucceeded() throws Exception {
        InferenceJob started = atelier.add(job().started());
        atelier.write(started.payload(), "payload");
        atelier.complete.complete(started, TestImages.success("first", "second"));

        Details details = get.get(designer("ann"), started.id());

        assertThat(details.job()).isEqualTo(atelier.jobs.find(started.id()).orElseThrow());
        assertThat(details.images()).hasSize(2);
        assertThat(read(details.payload())).isEqualTo("payload");
        assertThat(read(details.images().get(0))).isEqualTo("first");
        assertThat(read(details.images().get(1))).isEqualTo("second");
        assertThat(details.parameters()).hasSize(1);
        assertThat(read(details.parameters().get(0))).contains("\"seed\": 7");
    }

    @Test
    void hasNoLinksToWhatIsNotThereYet() {
        InferenceJob started = atelier.add(job().started());
        InferenceJob failed = atelier.add(started.fail("no memory", atelier.clock.instant()));

        assertThat(get.describe(started).images()).isEmpty();
        assertThat(get.describe(started).parameters()).isEmpty();
        assertThat(get.describe(failed).parameters()).isEmpty();
    }

    @Test
    void linksAreGoodForAnHour() {
        InferenceJob started = atelier.add(job().started());
        atelier.write(started.payload(), "payload");
        URI link = get.describe(started).payload();

        atelier.clock.pass(GetInference.DOWNLOAD_VALIDITY);

        assertThatThrownBy(() -> read(link)).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void isForTheOwnerWithThePermission() {
        InferenceJob job = atelier.add(job().by("ann").created());

        assertThat(get.get(holding("ann", "inference:list"), job.id()).job()).isEqualTo(job);
        assertThat(get.get(administrator(), job.id()).job()).isEqualTo(job);
        assertThatThrownBy(() -> get.get(designer("bob"), job.id())).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> get.get(holding("ann", "inference:create"), job.id()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void anUnknownJobIsNotFound() {
        InferenceJob unknown = job().created();

        assertThatThrownBy(() -> get.get(designer("ann"), unknown.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("inference with id " + unknown.id() + " not found");
    }

    @Test
    void whereAnUnknownJobIsNoErrorAnothersStillIs() {
        InferenceJob job = atelier.add(job().by("ann").created());

        assertThat(get.find(designer("ann"), job().created().id())).isEmpty();
        assertThat(get.find(designer("ann"), job.id()).orElseThrow().job()).isEqualTo(job);
        assertThatThrownBy(() -> get.find(designer("bob"), job.id())).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> get.find(
                        holding("ann", "inference:create"), job().created().id()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private String read(URI link) throws Exception {
        return new String(atelier.store.download(link), UTF_8);
    }
}
