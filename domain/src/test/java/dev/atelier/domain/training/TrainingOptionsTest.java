package dev.atelier.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingOptionsTest {

    @Test
    void withoutWishesTheUsualOptionsOfTheFamilyHold() {
        assertThat(of(Map.of()))
                .containsEntry("resolution", "512,512")
                .containsEntry("optimizer_type", "AdamW8bit")
                .containsEntry("output_name", "usual");
        assertThat(TrainingOptions.of(FoundationModel.SD_XL, Map.of(), "usual"))
                .containsEntry("resolution", "1024,1024")
                .containsEntry("network_train_unet_only", true);
    }

    @Test
    void theClientsOptionsWinWhateverSectionTheyStandIn() {
        Map<String, Object> options = of(Map.of(
                "training", Map.of("output_name", "demo_xl2024", "max_train_epochs", "100"),
                "network", Map.of("network_dim", 8, "network_args", List.of("conv_dim=4")),
                "seed", 7));

        assertThat(options)
                .containsEntry("output_name", "demo_xl2024")
                .containsEntry("max_train_epochs", 100)
                .containsEntry("network_dim", 8)
                .containsEntry("network_args", List.of("conv_dim=4"))
                .containsEntry("seed", 7);
    }

    @Test
    void emptyOptionsAndThoseThisServiceSetsAreLeftOut() {
        Map<String, Object> config =
                Map.of("output_dir", "/etc", "vae", "", "resume", "", "output_name", "", "save_model_as", "pt");

        assertThat(of(config))
                .doesNotContainKeys("output_dir", "vae", "resume", "save_model_as")
                .containsEntry("output_name", "usual");
        assertThat(of(Collections.singletonMap("seed", null))).containsEntry("seed", 42);
        assertThat(of(Map.of("log_prefix", "../x", "log_tracker_name", "../x")))
                .doesNotContainKeys("log_prefix", "log_tracker_name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vae",
                "resume",
                "dataset_config",
                "huggingface_repo_id",
                "network_weights",
                "log_with",
                "metadata_thumbnail",
                "metadata_anything_else",
                "offload_optimizer_nvme_path",
                "offload_param_nvme_path",
                "cache_info",
                "debug_dataset",
                "base_config",
                "an_option_of_tomorrow"
            })
    void onlyOptionsOfTheListAreTakenAndTheRejectionNamesThem(String name) {
        assertRejected(Map.of(name, "/etc/passwd"), name, "allowed are adaptive_noise_scale, ", "network_dim, ");
        assertRejected(Map.of(name, true), name);
    }

    @Test
    void optionsThatAreNotSetArePassedOver() {
        assertThat(of(Map.of("resume", "", "cache_info", false, "base_weights", List.of())))
                .doesNotContainKeys("resume", "cache_info", "base_weights");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LoRA_type",
                "LyCORIS_preset",
                "conv_dim",
                "conv_alpha",
                "rank_dropout",
                "module_dropout",
                "model_list",
                "num_processes",
                "num_machines",
                "num_cpu_threads_per_process",
                "dynamo_mode",
                "main_process_port",
                "sdxl_no_half_vae",
                "lr_warmup",
                "max_resolution",
                "optimizer",
                "stop_text_encoder_training_pct",
                "async_upload",
                "huggingface_repo_type",
                "huggingface_repo_visibility",
                "sample_prompts"
            })
    void whatTrainingInterfacesExportBesidesIsNotHandedOn(String name) {
        assertThat(of(Map.of(name, "something"))).isEqualTo(of(Map.of()));
        assertThat(of(Map.of(name, true))).isEqualTo(of(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clip_skip",
                "gradient_accumulation_steps",
                "initial_epoch",
                "max_train_epochs",
                "max_train_steps",
                "max_validation_steps",
                "save_every_n_epochs",
                "save_every_n_steps",
                "vae_batch_size",
                "validate_every_n_epochs",
                "validate_every_n_steps"
            })
    void zeroIsReadAsNotSetWhereAnOptionMayBeMissing(String name) {
        assertThat(of(Map.of(name, 0))).isEqualTo(of(Map.of()));
        assertThat(of(Map.of(name, "0"))).isEqualTo(of(Map.of()));
        assertThat(of(Map.of(name, 2))).containsEntry(name, 2);
        assertRejected(Map.of(name, -1), "a whole number from 1", "or 0 for none");
    }

    @Test
    void otherWordsForTheSameValueAreTaken() {
        assertThat(of(Map.of("xformers", "xformers", "resolution", List.of(512, 768), "dynamo_backend", "NO")))
                .containsEntry("xformers", true)
                .containsEntry("resolution", "512,768")
                .containsEntry("dynamo_backend", "no");
        assertThat(of(Map.of("xformers", "sdpa"))).containsEntry("xformers", false);
        assertRejected(Map.of("xformers", "flash"), "allowed is true or false");
        assertRejected(Map.of("flip_aug", "xformers"), "allowed is true or false");
        assertRejected(Map.of("resolution", List.of(512, 512, 512)), "text that matches");
        assertRejected(Map.of("dynamo_backend", "my.module"), "one of no, eager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../../secret", ".caption", ".txt/../x", ".TXT2", "txt"})
    void onlyTheCaptionsThatAreLaidOutCanBeAskedFor(String extension) {
        assertRejected(Map.of("caption_extension", extension), "allowed is .txt, because");
        assertRejected(Map.of("caption_extention", extension), "allowed is .txt, because");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preset=/srv/data/preset.toml",
                "preset=mine.toml",
                "preset=../mine",
                "conv_dim=../x",
                "conv_dim=4=5",
                "train_norm=",
                "anything=4",
                "conv_dim",
                "",
                "algo=lora/x"
            })
    void argumentsOfNetworksAreThoseOfTheList(String argument) {
        assertRejected(Map.of("network_args", List.of("conv_dim=4", argument)), "network_args", "conv_dim (a whole");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "algo=loha",
                "preset=attn-mlp",
                "dora_wd=True",
                "block_dims=2,4,8",
                "block_alphas=1,0.5",
                "down_lr_weight=cosine+.25",
                "up_lr_weight=0,,1e-2",
                "factor=-1",
                "loraplus_lr_ratio=16"
            })
    void argumentsOfNetworksStayAsTheyAre(String argument) {
        assertThat(of(Map.of("network_args", List.of(argument)))).containsEntry("network_args", List.of(argument));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weight_decay=0.01",
                "betas=0.9,0.99",
                "betas=(0.9, 0.999)",
                "eps=1e-8",
                "decouple=True",
                "T_max=100",
                "anneal_strategy='cos'"
            })
    void argumentsOfOptimizersAreLiterals(String term) {
        assertThat(of(Map.of("optimizer_args", List.of(term), "lr_scheduler_args", List.of(term))))
                .containsEntry("optimizer_args", List.of(term))
                .containsEntry("lr_scheduler_args", List.of(term));
    }

    @ParameterizedTest
    @ValueSource(strings = {"path=/srv/x", "path='../x'", "path='a.b'", "x=open", "x", "x=1=2", "=1"})
    void argumentsOfOptimizersNameNoFiles(String term) {
        assertRejected(Map.of("optimizer_args", List.of(term)), "optimizer_args", "name=value");
        assertRejected(Map.of("lr_scheduler_args", List.of(term)), "lr_scheduler_args", "name=value");
    }

    @Test
    void valuesAreHandedOnInTheTypeThatTheScriptsNeed() {
        Map<String, Object> options = of(Map.of(
                "network_dim", "8",
                "seed", 4294967295L,
                "unet_lr", "1e-4",
                "text_encoder_lr", List.of(1e-5, "2e-5"),
                "resolution", 768,
                "max_token_length", "225",
                "cache_latents", 0,
                "optimizer_type", "adamw8BIT",
                "metadata_license", "https://example.org/licence",
                "caption_extension", ".txt"));

        assertThat(options)
                .containsEntry("network_dim", 8)
                .containsEntry("seed", 4294967295L)
                .containsEntry("unet_lr", 1e-4)
                .containsEntry("text_encoder_lr", List.of(1e-5, 2e-5))
                .containsEntry("resolution", "768")
                .containsEntry("max_token_length", 225)
                .containsEntry("cache_latents", false)
                .containsEntry("optimizer_type", "AdamW8bit")
                .containsEntry("metadata_license", "https://example.org/licence")
                .containsEntry("caption_extension", ".txt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network_dim | 0 | a whole number from 1 to 1000000",
                "network_dim | 4.5 | a whole number from 1",
                "caption_dropout_rate | 1.1 | a number from 0 to 1",
                "learning_rate | NaN | a number from 0 to 1000",
                "learning_rate | 1e999 | a number from 0",
                "unet_lr | -1 | a number from 0",
                "text_encoder_lr | fast | list of such numbers",
                "save_precision | fp8 | one of float, fp16, bf16",
                "max_train_steps | many | a whole number from 1",
                "mixed_precision | fp8 | one of no, fp16, bf16",
                "gradient_checkpointing | yes | true or false",
                "resolution | 512/512 | text that matches",
                "network_args | conv_dim=4 | a list of key=value",
                "optimizer_type | os.system | one of AdamW",
                "lr_scheduler_type | x.Scheduler | one of ConstantLR"
            })
    void aWrongTypeOrRangeIsRejectedWithWhatIsAllowed(String option, String value, String allowed) {
        assertRejected(Map.of(option, value), option + " is \"" + value + "\"; allowed is ", allowed);
    }

    @Test
    void aLearningRateOfTheClientsIsThatOfEachPartUnlessThePartHasOne() {
        assertThat(of(Map.of("learning_rate", 2e-5)))
                .containsEntry("learning_rate", 2e-5)
                .doesNotContainKeys("unet_lr", "text_encoder_lr");
        assertThat(of(Map.of("learning_rate", 2e-5, "text_encoder_lr", 1e-6)))
                .containsEntry("text_encoder_lr", 1e-6)
                .doesNotContainKey("unet_lr");
        assertThat(of(Map.of("seed", 1))).containsEntry("unet_lr", 1e-4).containsEntry("text_encoder_lr", 5e-5);
    }

    @Test
    void stepsOfTheClientsAreNotOverruledByTheUsualEpochs() {
        assertThat(of(Map.of("max_train_steps", 100)))
                .containsEntry("max_train_steps", 100)
                .doesNotContainKey("max_train_epochs");
        assertThat(of(Map.of("max_train_steps", 0))).containsEntry("max_train_epochs", 10);
        assertThat(of(Map.of("max_train_steps", 100, "max_train_epochs", 3))).containsEntry("max_train_epochs", 3);
    }

    @Test
    void otherDefaultsGiveWayToTheClientsOptionsToo() {
        Map<String, Object> textEncoder =
                TrainingOptions.of(FoundationModel.SD_XL, Map.of("text_encoder_lr", List.of(5e-5, 0)), "usual");
        assertThat(textEncoder).doesNotContainKey("network_train_unet_only");
        assertThat(of(Map.of("network_train_unet_only", true))).doesNotContainKey("text_encoder_lr");
        assertThat(of(Map.of("network_train_text_encoder_only", true))).doesNotContainKey("unet_lr");
        assertThat(of(Map.of("random_crop", true))).doesNotContainKey("cache_latents");
        assertThat(of(Map.of("color_aug", true))).doesNotContainKey("cache_latents");
        assertThat(of(Map.of("full_bf16", true))).containsEntry("mixed_precision", "bf16");
        assertThat(of(Map.of("resolution", "192, 1280")))
                .containsEntry("min_bucket_reso", 192)
                .containsEntry("max_bucket_reso", 1280);
        assertThat(of(Map.of("resolution", 768)))
                .containsEntry("min_bucket_reso", 256)
                .containsEntry("max_bucket_reso", 1024);
    }

    @Test
    void optionsThatExcludeEachOtherAreRejected() {
        assertRejected(
                Map.of("random_crop", true, "cache_latents", true), "random_crop cannot be used with cache_latents");
        assertRejected(Map.of("color_aug", 1, "cache_latents_to_disk", true), "color_aug cannot be used");
        assertRejected(
                Map.of("network_train_unet_only", true, "text_encoder_lr", List.of(0, "5e-5")),
                "text_encoder_lr has no effect");
        assertRejected(Map.of("network_train_text_encoder_only", true, "unet_lr", 1e-4), "unet_lr has no effect");
        assertRejected(
                Map.of("network_train_unet_only", true, "network_train_text_encoder_only", true), "exclude each other");
        assertRejected(
                Map.of("resolution", 512, "max_bucket_reso", 448), "resolution 512 is above max_bucket_reso 448");
        assertRejected(
                Map.of("resolution", "512,256", "min_bucket_reso", 320), "resolution 256 is below min_bucket_reso");
        assertRejected(Map.of("bucket_reso_steps", 32), "multiple of 64");
        assertRejected(Map.of("full_fp16", true, "mixed_precision", "bf16"), "full_fp16 needs mixed_precision fp16");
        assertRejected(Map.of("fp8_base", true, "mixed_precision", "no"), "fp8_base needs");
        assertRejected(Map.of("adaptive_noise_scale", 0.1), "needs noise_offset");
        assertRejected(Map.of("scale_v_pred_loss_like_noise_pred", true), "needs v_parameterization");
        assertRejected(Map.of("v_pred_like_loss", 0.5, "v_parameterization", true), "v_pred_like_loss");
        assertRejected(Map.of("min_timestep", 1000), "min_timestep should be below");
        assertThat(of(Map.of("network_train_unet_only", true, "text_encoder_lr", 0)))
                .containsEntry("text_encoder_lr", 0);
        assertRejectedForSdXl(Map.of("v2", true), "v2 is not an option");
        assertRejectedForSdXl(
                Map.of("cache_text_encoder_outputs", true, "shuffle_caption", true), "shuffle_caption cannot be used");
        assertRejectedForSdXl(
                Map.of("cache_text_encoder_outputs", true, "text_encoder_lr", 1e-5), "needs network_train_unet_only");
    }

    private static void assertRejectedForSdXl(Map<String, Object> config, String because) {
        assertThatThrownBy(() -> TrainingOptions.of(FoundationModel.SD_XL, config, "usual"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(because);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample_at_first", "sample_every_n_epochs", "sample_every_n_steps"})
    void sampleImagesNeedPrompts(String option) {
        assertRejected(Map.of(option, 1), option + " needs sample_prompts");
        assertRejected(Map.of("sample", Map.of(option, "1", "sample_prompts", " ")), option + " needs sample_prompts");
        assertThat(of(Map.of(option, 0))).isEqualTo(of(Map.of()));
        assertThat(of(Map.of(option, false))).isEqualTo(of(Map.of()));
    }

    @Test
    void sampleImagesAreMadeOfPromptsWithSettings() {
        Map<String, Object> options = of(Map.of(
                "sample_every_n_epochs",
                "2",
                "sample_every_n_steps",
                0,
                "sample_sampler",
                "Euler_a",
                "sample_prompts",
                "a cat --W 512\r\n# no prompt\n\n  a dog  --n  cat\n"));

        assertThat(options)
                .containsEntry("sample_every_n_epochs", 2)
                .containsEntry("sample_sampler", "euler_a")
                .containsEntry("sample_prompts", "a cat --w 512\na dog --n cat")
                .doesNotContainKeys("sample_every_n_steps");
        assertThat(TrainingOptions.recheck(options)).isEqualTo(options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a cat --cn /etc/passwd", "a cat\na dog --w 9", "# only a comment"})
    void otherSettingsOfPromptsAreRejectedWithWhatIsAllowed(String prompts) {
        assertRejected(
                Map.of("sample_every_n_epochs", 1, "sample_prompts", prompts),
                "sample_prompts",
                "text of 1 to 10 lines",
                "--w (width: a whole number from 64 to 2048)",
                "--ss (sample_sampler: one of ddim, ");
    }

    @Test
    void tooManyPromptsAreRejected() {
        assertRejected(
                Map.of("sample_at_first", true, "sample_prompts", "a cat\n".repeat(11)), "text of 1 to 10 lines");
        assertThat(of(Map.of("sample_at_first", true, "sample_prompts", "a cat\n".repeat(10))))
                .containsKey("sample_prompts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/prompts.txt", "C:\\my prompts\\p.TOML", "prompts.json "})
    void aFileOfPromptsIsPassedOver(String file) {
        assertThat(of(Map.of("sample_every_n_epochs", 1, "sample_prompts", file, "sample_sampler", "x")))
                .isEqualTo(of(Map.of()));
    }

    @Test
    void theUsualOptionsAreOnTheListAndWhatAnEarlierReleaseStoredIsCheckedAgain() {
        for (FoundationModel foundation : FoundationModel.values()) {
            Map<String, Object> usual = TrainingOptions.of(foundation, Map.of(), "usual");
            assertThat(TrainingOptions.recheck(usual)).isEqualTo(usual);
            usual.put("metadata_thumbnail", "/srv/data/api-key");
            assertThatThrownBy(() -> TrainingOptions.recheck(usual))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("metadata_thumbnail");
        }
    }

    @Test
    void theDocumentationNamesEveryOption() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "training.md"));

        assertThat(Stream.concat(OptionTable.OPTIONS.keySet().stream(), OptionTable.LEFT_OUT.stream()))
                .allMatch(name -> page.contains("`" + name + "`"));
        assertThat(OptionTable.OPTIONS.get("network_args").allowed().split("[ (]"))
                .filteredOn(word -> word.matches("[a-z0-9]+_[a-z_0-9]+"))
                .hasSizeGreaterThan(30)
                .allMatch(name -> page.contains("`" + name + "`") || name.equals("reverse_linear"));
    }

    @Test
    void theListDoesNotHoldWhatTheReviewFound() {
        assertThat(OptionTable.OPTIONS).hasSizeGreaterThan(140).doesNotContainKeys("metadata_thumbnail", "cache_info");
        assertThat(OptionTable.OPTIONS.keySet())
                .noneMatch(name -> name.matches(".*(_dir|_path|_file|_weights|_url|_token|_key)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a\\b", "a\nb", ".hidden", "a\u0000"})
    void aNameThatIsNoFileNameIsRejected(String name) {
        assertRejected(Map.of("output_name", name), "no control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"os", "networks.lora;x", "networks.a.b"})
    void codeFromElsewhereIsRejected(String module) {
        assertRejected(Map.of("network_module", module), "network_module");
        assertRejected(Map.of("optimizer_type", "os.system"), "optimizer_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "ten", "1.5", "99999999"})
    void epochsAreCounted(String epochs) {
        assertRejected(Map.of("max_train_epochs", epochs), "whole number");
    }

    @Test
    void whatTomlCannotSayIsRejected() {
        assertRejected(Map.of("training", Map.of("a", Map.of("b", 1))), "a section within a section");
        assertRejected(Map.of("bad key]", 1), "not an option");
        assertRejected(Map.of("output_name", 5), "output_name");
        assertRejected(Map.of("network_args", List.of("a\nb")), "network_args");
    }

    private static Map<String, Object> of(Map<String, Object> config) {
        return TrainingOptions.of(FoundationModel.SD_1_5, config, "usual");
    }

    private static void assertRejected(Map<String, Object> config, String... because) {
        assertThatThrownBy(() -> of(config))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll(because);
    }
}
