package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckPayloadTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final InferenceJob job = job().by("ann").created();

    @BeforeEach
    void users() {
        atelier.users.save(new User(
                new UserName("ann"), new UserName("root"), Set.of(new RoleName("designer")), atelier.clock.instant()));
    }

    private List<ModelReference> check(String prompt) {
        return atelier.check.check(job, Map.of("prompt", prompt));
    }

    private Checkpoint has(CheckpointType type, String file, String... openTo) {
        return atelier.add(checkpoint().type(type).files(file).openTo(openTo));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<lora:style:1>",
                "<lora:Style:0.5>",
                "<LORA:STYLE>",
                "<lyco:style:1>",
                "<lora:style.safetensors:1>",
                "<lora:folder/style:1>",
                "<lora:unet=1:style>"
            })
    void aModelOfAnotherUserIsRejectedUnderEachNameThatNodesKnowItBy(String tag) {
        has(CheckpointType.LORA, "style.safetensors", "bob");

        assertThatThrownBy(() -> check("a cat " + tag))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("does not exist or is not open to user ann", "Lora");
    }

    @Test
    void aModelThatIsOpenToTheUserIsUsedLikeThoseInModels() {
        Checkpoint own = has(CheckpointType.LORA, "style.safetensors", "designer");

        assertThat(check("<lora:Style:1> <lora:style:0.2>"))
                .containsExactly(ModelReference.of(own, own.files().get(0).name()));
    }

    @Test
    void aModelOpenToEveryoneIsOpenToAUserWhoIsNoMore() {
        Checkpoint open = has(CheckpointType.LORA, "style.safetensors", "*");
        InferenceJob orphan = job().by("gone").created();

        assertThat(atelier.check.check(orphan, Map.of("prompt", "<lora:style:1>")))
                .extracting(ModelReference::checkpoint)
                .containsExactly(open.id());
    }

    @Test
    void theUserIsNotQueriedForModelsThatAreOpenToEveryone() {
        Checkpoint open = has(CheckpointType.LORA, "style.safetensors", "*");
        InMemoryUserRepository unqueried = new InMemoryUserRepository() {
            @Override
            public Optional<User> find(UserName user) {
                throw new AssertionError("user " + user + " was queried");
            }
        };
        AuthenticateCaller callers =
                new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, unqueried, atelier.roles));
        CheckPayload check = new CheckPayload(atelier.rules, atelier.checkpoints, callers, atelier.descriptions);

        assertThat(check.check(job, Map.of("prompt", "<lora:style:1>")))
                .extracting(ModelReference::checkpoint)
                .containsExactly(open.id());
    }

    @Test
    void namesThatAreNotKnownAreLeftToTheNodeUnlessItGuesses() {
        assertThat(check("<lora:unknown:1> <hypernet:nor-this:1>")).isEmpty();
        assertThatThrownBy(() -> atelier.check.check(job, Map.of("refiner_checkpoint", "pai")))
                .hasMessageContaining("does not exist");
    }

    @Test
    void aControlNetModelThatIsNotKnownIsNotLeftToTheNodeToGuess() {
        has(CheckpointType.CONTROL_NET, "private.safetensors", "bob");
        has(CheckpointType.CONTROL_NET, "canny.safetensors", "*");

        assertThatThrownBy(() -> atelier.check.check(job, controlNet("priv"))).hasMessageContaining("does not exist");
        assertThat(atelier.check.check(job, controlNet("canny [01234567]"))).hasSize(1);
        assertThat(atelier.check.check(job, controlNet("Passthrough"))).isEmpty();
    }

    private static Map<String, Object> controlNet(String name) {
        Map<String, Object> unit = Map.of("ad_model", "face.pt", "ad_controlnet_model", name);
        return Map.of("alwayson_scripts", Map.of("ADetailer", Map.of("args", List.of(unit))));
    }

    @Test
    void modulesOfForgeAreLookedUp() {
        has(CheckpointType.VAE, "private.safetensors", "bob");

        assertThatThrownBy(() -> atelier.check.check(
                        job, Map.of("hr_additional_modules", List.of("Use same choices", "private.safetensors"))))
                .hasMessageContaining("not open to user ann");
        assertThat(atelier.check.check(job, Map.of("hr_additional_modules", List.of("Built in", "t5xxl.safetensors"))))
                .isEmpty();
    }

    @Test
    void oneFileOfThatNameThatIsNotOpenIsEnough() {
        has(CheckpointType.LORA, "style.safetensors", "bob");
        has(CheckpointType.LORA, "style.pt", "ann");

        assertThatThrownBy(() -> check("<lora:style:1>")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void namesOfOtherTypesAreOtherModels() {
        has(CheckpointType.VAE, "style.safetensors", "bob");

        assertThat(check("<lora:style:1>")).isEmpty();
        assertThatThrownBy(() ->
                        atelier.check.check(job, Map.of("override_settings", Map.of("sd_vae", "style.safetensors"))))
                .hasMessageContaining("VAE");
    }

    @Test
    void noQueryIsMadeWhereNoModelIsNamed() {
        CheckPayload check = new CheckPayload(atelier.rules, new Unasked(), null, null);

        assertThat(check.check(job, Map.of("prompt", "a cat", "override_settings", Map.of("sd_vae", "None"))))
                .isEmpty();
    }

    @Test
    void whatTheJobHasAlreadyNeedsNotBeOpenAnyMore() {
        Checkpoint generate = has(CheckpointType.STABLE_DIFFUSION, "base.safetensors", "bob");
        InferenceJob using = job.using(
                List.of(ModelReference.of(generate, generate.files().get(0).name())));

        assertThat(atelier.check.check(using, Map.of("override_settings", Map.of("sd_model_checkpoint", "base"))))
                .isEmpty();
        atelier.checkpoints.delete(generate.id());
        assertThat(atelier.check.check(using, Map.of("refiner_checkpoint", "base")))
                .isEmpty();
    }

    @Test
    void aModelOfTheJobDoesNotOpenAnothersOfTheSameName() {
        Checkpoint own = has(CheckpointType.LORA, "style.pt", "ann");
        has(CheckpointType.LORA, "style.safetensors", "bob");
        InferenceJob using =
                job.using(List.of(ModelReference.of(own, own.files().get(0).name())));

        assertThatThrownBy(() -> atelier.check.check(using, Map.of("prompt", "<lora:style:1>")))
                .hasMessageContaining("not open to user ann");
    }

    @Test
    void aVaeThatOnlyAScriptUsesDoesNotDecodeTheJobsImages() {
        Checkpoint vae = has(CheckpointType.VAE, "soft.safetensors", "*");
        Map<String, Object> script = Map.of(
                "ADetailer", Map.of("args", List.of(Map.of("ad_model", "face.pt", "ad_vae", "soft.safetensors"))));

        assertThat(atelier.check.check(job, Map.of("alwayson_scripts", script))).isEmpty();
        assertThat(atelier.check.check(job, Map.of("override_settings", Map.of("sd_vae", "soft.safetensors"))))
                .extracting(ModelReference::checkpoint)
                .containsExactly(vae.id());
    }

    @Test
    void theCheckpointOfAJobIsNamedByItsHashAsWell() {
        Checkpoint own = has(CheckpointType.STABLE_DIFFUSION, "own.safetensors", "designer");
        Checkpoint bobs = has(CheckpointType.STABLE_DIFFUSION, "bobs.safetensors", "bob");
        atelier.checkpoints.hash(own.id(), 0, new ModelHashes("ab".repeat(32), "0123456789ab", "01234567"));
        atelier.checkpoints.hash(bobs.id(), 0, new ModelHashes("cd".repeat(32), null, "89abcdef"));
        Function<String, List<ModelReference>> named =
                name -> atelier.check.check(job, Map.of("override_settings", Map.of("sd_model_checkpoint", name)));

        for (String name : List.of("ABABABABAB", "0123456789ab", "01234567", "ab".repeat(32), "renamed [ababababab]")) {
            assertThat(named.apply(name))
                    .as(name)
                    .extracting(ModelReference::name)
                    .containsExactly("own.safetensors");
        }
        assertThat(atelier.check.check(job.using(named.apply("01234567")), Map.of("sd_model_checkpoint", "01234567")))
                .as("the job has it already")
                .isEmpty();
        assertThatThrownBy(() -> named.apply("cdcdcdcdcd")).hasMessageContaining("does not exist or is not open");
        assertThatThrownBy(() -> named.apply("0000000000")).hasMessageContaining("does not exist or is not open");
        assertThatThrownBy(() -> atelier.check.check(job, Map.of("refiner_checkpoint", "ababababab")))
                .as("the node would not know it")
                .hasMessageContaining("does not exist or is not open");
    }

    @Test
    void aLoraHasToBeOfTheFamilyOfTheCheckpoint() {
        Checkpoint base = has(CheckpointType.STABLE_DIFFUSION, "base.safetensors", "*");
        Checkpoint lora = has(CheckpointType.LORA, "style.safetensors", "*");
        InferenceJob drawing = job().by("ann")
                .models(ModelReference.of(base, base.files().get(0).name()))
                .created();
        Map<String, Object> payload = Map.of("prompt", "<lora:style:1>");
        assertThat(atelier.check.check(drawing, payload)).as("both are unknown").hasSize(1);

        describe(lora, ModelFamily.STABLE_DIFFUSION_XL);
        assertThat(atelier.check.check(drawing, payload))
                .as("the checkpoint is unknown")
                .hasSize(1);
        describe(base, ModelFamily.STABLE_DIFFUSION_1);
        assertThatThrownBy(() -> atelier.check.check(drawing, payload))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Lora style.safetensors is of the family Stable Diffusion XL, and has no effect on the"
                        + " checkpoint base.safetensors of the family Stable Diffusion 1.x");
        assertThat(atelier.check.check(drawing, Map.of("prompt", "a cat"))).isEmpty();

        Checkpoint refiner = has(CheckpointType.STABLE_DIFFUSION, "refiner.safetensors", "*");
        describe(refiner, ModelFamily.STABLE_DIFFUSION_XL);
        assertThat(atelier.check.check(
                        drawing, Map.of("prompt", "<lora:style:1>", "refiner_checkpoint", "refiner.safetensors")))
                .as("one of the job's checkpoints fits")
                .hasSize(2);
        describe(base, ModelFamily.STABLE_DIFFUSION_XL);
        assertThat(atelier.check.check(drawing, payload)).hasSize(1);
    }

    private void describe(Checkpoint checkpoint, ModelFamily family) {
        atelier.descriptions.save(
                checkpoint.id(),
                Map.of(0, new ModelDescription(family, ModelKind.UNKNOWN, "", 0, Map.of(), List.of())));
    }

    private static final class Unasked extends InMemoryCheckpointRepository {

        @Override
        public List<Checkpoint> activeWithStems(Set<String> stems) {
            throw new AssertionError("asked for " + stems);
        }
    }
}
