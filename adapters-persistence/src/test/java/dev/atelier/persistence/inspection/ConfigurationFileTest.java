package dev.atelier.persistence.inspection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {

    /** Like the configurations of Stable Diffusion 2, with the constructs that other shipped ones use. */
    private static final String MODEL = """
            # a comment
            model:
              base_learning_rate: 1.0e-4
              target: ldm.models.diffusion.ddpm.LatentDiffusion
              params:
                parameterization: "v"
                linear_start: 0.00085
                scale_factor: 1e-05
                timesteps: 1000
                monitor: val/loss_simple_ema
                use_ema: False
                finetune_keys: null
                unet_config:
                  target: ldm.modules.diffusionmodules.openaimodel.UNetModel
                  params:
                    attention_resolutions: [ 4, 2, 1 ]
                    num_classes: sequential
                first_stage_config:
                  target: ldm.models.autoencoder.AutoencoderKL
                  params:
                    ddconfig:
                      ch_mult:
                      - 1
                      - 2
                    lossconfig:
                      target: torch.nn.Identity
                conditioner_config:
                  target: sgm.modules.GeneralConditioner
                  params:
                    emb_models:
                      - is_trainable: False
                        input_key: txt
                        target: sgm.modules.encoders.modules.FrozenOpenCLIPEmbedder2
                        params:
                          arch: ViT-bigG-14
                          version: laion2b_s39b_b160k
            """;

    private static final String CONTROL_NET = """
            model:
              target: cldm.cldm.ControlLDM
              params:
                control_key: "hint"
                only_mid_control: False
                control_stage_config:
                  target: cldm.cldm.ControlNet
                  params: {hint_channels: 3, context_dim: [768, 768]}
            """;

    private final DefaultModelFileInspector inspector = new DefaultModelFileInspector();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {MODEL, CONTROL_NET})
    void passesWhatIsBuiltLikeAShippedConfiguration(String configuration) {
        assertThatCode(() -> inspect(configuration)).doesNotThrowAnyException();
    }

    @Test
    void rejectsAClassThatIsNotShipped() {
        assertRejected("model:\n  target: some.module.Thing\n", "its target is \"some.module.Thing\"");
        assertRejected(
                MODEL.replace("torch.nn.Identity", "torch.nn.Linear"),
                "allowed are the keys, the classes under target and the texts");
        assertRejected("model:\n  target: [torch.nn.Identity]\n", "its target is a node with the tag");
        assertRejected("model:\n  params: {a: 1, target: x}\n", "the key \"a\"");
        assertRejected("model: {params: {target: 5}}", "its target is \"5\"");
    }

    @Test
    void rejectsWhatNamesAFile() {
        assertRejected(
                MODEL.replace("use_ema: False", "ckpt_path: models/VAE/x.pt"), "it contains the key \"ckpt_path\"");
        assertRejected(
                MODEL.replace("laion2b_s39b_b160k", "models/x.bin"),
                "it contains \"models/x.bin\"; allowed are the keys");
        assertRejected(MODEL.replace("[ 4, 2, 1 ]", "[ 4, here ]"), "it contains \"here\"");
        assertRejected(MODEL.replace("laion2b_s39b_b160k", "${x}"), "it contains \"${x}\"");
    }

    @Test
    void rejectsOtherKeysThanModel() {
        assertRejected(MODEL + "data:\n  target: torch.nn.Identity\n", "besides the key model it has \"data\"");
        assertRejected("other: 1\n", "not a model's configuration");
        assertRejected("", "it is empty");
        assertRejected("- model\n", "not a model's configuration");
        assertRejected("model: {ch: 1, ch: 2}", "the key \"ch\" twice in one map");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model: !!python/name:os.name ''\n",
                "model: !thing\n  ch: 1\n",
                "model: !!set {ch}\n",
                "model: {version: 2001-01-01}\n",
                "model: {version: !!binary aGk=}\n"
            })
    void rejectsEveryTagButThoseOfPlainValues(String configuration) {
        assertRejected(configuration, "allowed are");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model: &m {params: *m}",
                "model: {params: &p {ch: 1}, unet_config: *p}",
                "model: {<<: {ch: 1}}",
                "model: {ch: 1}\n---\nmodel: {ch: 2}\n",
                "model: {ch: \"\u0007\"}",
                "model: {ch: [1}"
            })
    void rejectsWhatReadersMayTakeInTwoWays(String configuration) {
        assertRejected(configuration, "m.yaml is rejected");
    }

    @Test
    void rejectsWhatIsTooLargeOrTooDeep() {
        String deep = IntStream.range(0, 31).mapToObj(level -> "[").collect(Collectors.joining());

        assertRejected("model: " + deep + deep.replace('[', ']'), "at most 30 levels");
        assertRejected("#".repeat(64 * 1024 + 1), "more than the 65536 bytes");
    }

    private void assertRejected(String content, String why) {
        assertThatThrownBy(() -> inspect(content))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageContaining(why);
    }

    private void inspect(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("m.yaml"), content);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            inspector.inspect(new CheckpointFileName("m.yaml"), channel);
        }
    }
}
