package dev.atelier.persistence.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultModelDescriptionReaderTest {

    private static final CheckpointFileName SAFETENSORS = new CheckpointFileName("m.safetensors");

    private final DefaultModelDescriptionReader reader = new DefaultModelDescriptionReader();

    @TempDir
    Path folder;

    private ModelDescription read(TestHeader header) throws IOException {
        return reader.read(SAFETENSORS, header.open()).orElseThrow();
    }

    private ModelDescription described(String key, String value) throws IOException {
        return read(new TestHeader().with(Dtype.F16, "a 1").described(key, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Checkpoints as they are published.
                "STABLE_DIFFUSION_1 | CHECKPOINT | model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight 320x768, first_stage_model.decoder.conv_in.weight 512x4x3x3, cond_stage_model.transformer.text_model.encoder.layers.0.mlp.fc1.weight 3072x768",
                "STABLE_DIFFUSION_2 | CHECKPOINT | model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight 320x1024, cond_stage_model.model.transformer.resblocks.0.ln_1.weight 1024",
                "STABLE_DIFFUSION_XL | CHECKPOINT | model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight 640x2048, conditioner.embedders.0.transformer.text_model.encoder.layers.0.mlp.fc1.weight 3072x768, conditioner.embedders.1.model.ln_final.weight 1280",
                "STABLE_DIFFUSION_XL_REFINER | CHECKPOINT | model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight 768x1280, conditioner.embedders.0.model.ln_final.weight 1280",
                "STABLE_DIFFUSION_3 | CHECKPOINT | model.diffusion_model.joint_blocks.0.context_block.attn.qkv.weight 4608x1536, first_stage_model.decoder.conv_in.weight 512x16x3x3",
                "FLUX_1 | CHECKPOINT | model.diffusion_model.double_blocks.0.img_attn.qkv.weight 9216x3072, vae.decoder.conv_in.weight 512x16x3x3",
                // As they are published without the rest.
                "FLUX_1 | DIFFUSION_MODEL | double_blocks.0.img_attn.norm.key_norm.scale 128, double_blocks.18.img_attn.qkv.weight 9216x3072, single_blocks.0.linear1.weight 21504x3072",
                "FLUX_2 | DIFFUSION_MODEL | double_blocks.0.img_attn.qkv.weight 18432x6144, double_stream_modulation_img.lin.weight 36864x6144",
                "CHROMA | DIFFUSION_MODEL | double_blocks.0.img_attn.qkv.weight 9216x3072, distilled_guidance_layer.norms.0.scale 5120",
                "HUNYUAN_VIDEO | DIFFUSION_MODEL | double_blocks.0.img_attn_qkv.weight 9216x3072, txt_in.individual_token_refiner.blocks.0.norm1.weight 3072",
                "AURA_FLOW | DIFFUSION_MODEL | double_layers.0.attn.w1q.weight 3072x3072",
                "LUMINA_2 | DIFFUSION_MODEL | cap_embedder.1.weight 2304x2304, noise_refiner.0.attention.k_norm.weight 96",
                "Z_IMAGE | DIFFUSION_MODEL | cap_embedder.1.weight 3840x2560, cap_pad_token 1x3840",
                "PIXART | DIFFUSION_MODEL | t_block.1.weight 6912x1152",
                "HUNYUAN_DIT | DIFFUSION_MODEL | mlp_t5.0.weight 8192x2048",
                "WAN | DIFFUSION_MODEL | head.modulation 1x2x5120",
                "QWEN_IMAGE | DIFFUSION_MODEL | transformer_blocks.0.img_mod.1.weight 18432x3072",
                "STABLE_CASCADE | DIFFUSION_MODEL | clf.1.weight 64x2048x1x1",
                "STABLE_VIDEO_DIFFUSION | CHECKPOINT | model.diffusion_model.input_blocks.1.1.time_stack.0.attn1.to_q.weight 320x320, model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight 320x1024",
                "STABLE_DIFFUSION_1 | DIFFUSION_MODEL | down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight 320x768",
                // kohya's names.
                "STABLE_DIFFUSION_1 | LORA | lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight 32x768, lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_up.weight 320x32",
                "STABLE_DIFFUSION_2 | LORA | lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight 32x1024",
                "STABLE_DIFFUSION_XL | LORA | lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lora_down.weight 32x2048",
                "STABLE_DIFFUSION_XL | LORA | lora_unet_input_blocks_7_1_transformer_blocks_9_attn1_to_k.lora_down.weight 32x1280",
                "STABLE_DIFFUSION_XL | LORA | lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight 32x768, lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight 32x1280",
                "STABLE_DIFFUSION_3 | LORA | lora_unet_joint_blocks_0_context_block_attn_qkv.lora_down.weight 16x1536",
                "FLUX_1 | LORA | lora_unet_double_blocks_0_img_attn_proj.lora_down.weight 16x3072",
                "FLUX_1 | LORA | lora_unet_single_blocks_7_linear2.lora_down.weight 16x15360",
                "HUNYUAN_VIDEO | LORA | lora_unet_double_blocks_19_img_attn_proj.lora_down.weight 16x3072",
                // Those of diffusers and PEFT.
                "STABLE_DIFFUSION_1 | LORA | unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight 4x768",
                "STABLE_DIFFUSION_1 | LORA | base_model.model.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.default.weight 4x768",
                "STABLE_DIFFUSION_1 | LORA | unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.processor.to_k_lora.down.weight 4x768",
                "STABLE_DIFFUSION_XL | LORA | unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.lora.down.weight 4x2048",
                "STABLE_DIFFUSION_3 | LORA | transformer.transformer_blocks.0.attn.to_q.lora_A.weight 4x1536",
                "STABLE_DIFFUSION_3 | LORA | transformer.transformer_blocks.0.attn.add_q_proj.lora_A.weight 4x2432",
                "FLUX_1 | LORA | transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight 4x3072",
                "AURA_FLOW | LORA | transformer.joint_transformer_blocks.0.attn.to_q.lora_A.weight 4x3072, transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight 4x3072",
                "UNKNOWN | LORA | some.other.module.lora_A.weight 4x77",
                // LyCORIS.
                "STABLE_DIFFUSION_1 | LOHA | lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.hada_w1_a 320x8, lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.hada_w1_b 8x768",
                "STABLE_DIFFUSION_XL | LOHA | lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.hada_w1_a 640x8, lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.hada_w2_b 8x2048",
                "STABLE_DIFFUSION_1 | LOKR | lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lokr_w1 16x24, lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lokr_w2_a 20x4, lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lokr_w2_b 4x32",
                "STABLE_DIFFUSION_2 | LOKR | lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lokr_w1 16x32, lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lokr_w2 20x32",
                "STABLE_DIFFUSION_XL | LOKR | lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lokr_w1 20x32, lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lokr_w2 32x64",
                "STABLE_DIFFUSION_1 | LYCORIS | lora_unet_x.oft_blocks 4x80x80, lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.weight 320x768",
                // What is used beside a model.
                "UNKNOWN | VAE | encoder.conv_in.weight 128x3x3x3, decoder.conv_in.weight 512x4x3x3, quant_conv.weight 8x8x1x1",
                "STABLE_DIFFUSION_1 | CONTROL_NET | control_model.input_hint_block.0.weight 16x3x3x3, control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight 320x768",
                "STABLE_DIFFUSION_2 | CONTROL_NET | input_hint_block.0.weight 16x3x3x3, input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight 320x1024",
                "STABLE_DIFFUSION_XL | CONTROL_NET | controlnet_cond_embedding.conv_in.weight 16x3x3x3, down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight 640x2048",
                "FLUX_1 | CONTROL_NET | controlnet_blocks.0.weight 3072x3072, single_transformer_blocks.0.attn.to_q.weight 3072x3072",
                "UNKNOWN | IP_ADAPTER | image_proj.proj.weight 3072x1024, ip_adapter.1.to_k_ip.weight 320x768",
                "UNKNOWN | IP_ADAPTER | image_proj.proj.0.weight 1024x512, ip_adapter.0.to_q_lora.down.weight 128x320, ip_adapter.1.to_k_ip.weight 320x768",
                "UNKNOWN | IP_ADAPTER | 0.to_q_lora.down.weight 128x320, 1.to_k_ip.weight 320x768",
                "STABLE_DIFFUSION_1 | EMBEDDING | emb_params 8x768",
                "STABLE_DIFFUSION_2 | EMBEDDING | emb_params 8x1024",
                "STABLE_DIFFUSION_1 | EMBEDDING | <cat-toy> 768",
                "STABLE_DIFFUSION_XL | EMBEDDING | clip_g 8x1280, clip_l 8x768",
                "STABLE_DIFFUSION_3 | EMBEDDING | clip_g 8x1280, clip_l 8x768, t5xxl 8x4096",
                "UNKNOWN | UPSCALER | conv_first.weight 64x3x3x3, body.0.rdb1.conv1.weight 32x64x3x3",
                "UNKNOWN | UPSCALER | conv_first.weight 64x3x3x3, RRDB_trunk.0.RDB1.conv1.weight 32x64x3x3",
                "UNKNOWN | UPSCALER | model.0.weight 64x3x3x3, model.1.sub.0.RDB1.conv1.0.weight 32x64x3x3",
                "UNKNOWN | UPSCALER | body.0.weight 64x3x3x3, body.1.weight 64",
                "UNKNOWN | UPSCALER | layers.0.residual_group.blocks.0.attn.relative_position_bias_table 225x6",
                "UNKNOWN | TEXT_ENCODER | text_model.encoder.layers.0.mlp.fc1.weight 3072x768",
                "UNKNOWN | UNKNOWN | a.b.c 5x7"
            })
    void recognizesFamilyAndKindByTheTensors(ModelFamily family, ModelKind kind, String tensors) throws IOException {
        ModelDescription description = read(new TestHeader().with(Dtype.F16, tensors.split(", ")));

        assertThat(description.family()).isEqualTo(family);
        assertThat(description.kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "modelspec.architecture, stable-diffusion-v1/lora, STABLE_DIFFUSION_1, LORA",
        "modelspec.architecture, stable-diffusion-v2-768-v, STABLE_DIFFUSION_2, UNKNOWN",
        "modelspec.architecture, stable-diffusion-xl-v1-base/textual-inversion, STABLE_DIFFUSION_XL, EMBEDDING",
        "modelspec.architecture, stable-diffusion-xl-v1-refiner, STABLE_DIFFUSION_XL_REFINER, UNKNOWN",
        "modelspec.architecture, stable-diffusion-3-medium, STABLE_DIFFUSION_3, UNKNOWN",
        "modelspec.architecture, Flux.1-schnell, FLUX_1, UNKNOWN",
        "ss_base_model_version, sd_v1, STABLE_DIFFUSION_1, UNKNOWN",
        "ss_base_model_version, sd_v2_768_v, STABLE_DIFFUSION_2, UNKNOWN",
        "ss_base_model_version, sdxl_base_v1-0, STABLE_DIFFUSION_XL, UNKNOWN",
        "ss_base_model_version, sd3-m, STABLE_DIFFUSION_3, UNKNOWN",
        "ss_base_model_version, flux1, FLUX_1, UNKNOWN",
        "ss_base_model_version, my own, UNKNOWN, UNKNOWN"
    })
    void whereTheTensorsSayNothingTheMetadataCounts(String key, String value, ModelFamily family, ModelKind kind)
            throws IOException {
        ModelDescription description = described(key, value);

        assertThat(description.family()).isEqualTo(family);
        assertThat(description.kind()).isEqualTo(kind);
        assertThat(description.properties()).containsEntry(ModelProperty.ARCHITECTURE, value);
    }

    @Test
    void tensorsCountMoreThanTheMetadata() throws IOException {
        assertThat(read(new TestHeader()
                                .with(Dtype.F16, "joint_blocks.0.x_block.attn.qkv.weight 4608x1536")
                                .described("modelspec.architecture", "stable-diffusion-v1/lora"))
                        .family())
                .isEqualTo(ModelFamily.STABLE_DIFFUSION_3);
    }

    @Test
    void countsTheNumbersAndTheirMostFrequentType() throws IOException {
        ModelDescription description = read(new TestHeader()
                .with(Dtype.F32, "a 1000", "b 2x500")
                .with(Dtype.BF16, "c 100x100x30")
                .with(Dtype.I64, "ids 77"));

        assertThat(description.precision()).isEqualTo("BF16");
        assertThat(description.parameters()).isEqualTo(302_077);
    }

    @Test
    void theSizeOfALargeFileDoesNotMatter() throws IOException {
        ModelDescription description = read(new TestHeader()
                .with(Dtype.BF16, "double_blocks.0.img_attn.qkv.weight 9216x3072", "large.weight 4000000x1000000"));

        assertThat(description.parameters()).isEqualTo(4_000_028_311_552L);
        assertThat(description.family()).isEqualTo(ModelFamily.FLUX_1);
    }

    @Test
    void readsWhatIsWrittenAboutAModel() throws IOException {
        ModelDescription description = read(new TestHeader()
                .with(Dtype.F16, "a.lora_down.weight 8x10")
                .described("modelspec.title", "Pandas")
                .described("modelspec.author", "Ann")
                .described("modelspec.license", "CC0")
                .described("modelspec.description", "Draws pandas.")
                .described("modelspec.resolution", "1024x1024")
                .described("ss_base_model_version", "sdxl_base_v1-0")
                .described("ss_sd_model_name", "sd_xl_base_1.0.safetensors")
                .described("ss_network_dim", "32")
                .described("ss_network_alpha", "16.0")
                .described("ss_resolution", "(512, 512)")
                .described("ss_epoch", "7")
                .described("ss_num_epochs", "10")
                .described("ss_learning_rate", "1e-4"));

        assertThat(description.properties())
                .containsOnly(
                        Map.entry(ModelProperty.TITLE, "Pandas"),
                        Map.entry(ModelProperty.AUTHOR, "Ann"),
                        Map.entry(ModelProperty.LICENSE, "CC0"),
                        Map.entry(ModelProperty.DESCRIPTION, "Draws pandas."),
                        Map.entry(ModelProperty.ARCHITECTURE, "sdxl_base_v1-0"),
                        Map.entry(ModelProperty.BASE_MODEL, "sd_xl_base_1.0.safetensors"),
                        Map.entry(ModelProperty.RANK, "32"),
                        Map.entry(ModelProperty.ALPHA, "16.0"),
                        Map.entry(ModelProperty.RESOLUTION, "1024x1024"),
                        Map.entry(ModelProperty.EPOCHS, "7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.lora_down.weight 8x10, b.lora_down.weight 16x10, b.lora_up.weight 640x16",
                "a.lora_A.weight 16x10, a.lora_B.weight 640x16",
                "a.hada_w1_a 640x16, a.hada_w1_b 16x10"
            })
    void theLargestRankIsThatOfTheTensorsWhereNoneIsWritten(String tensors) throws IOException {
        assertThat(read(new TestHeader().with(Dtype.F16, tensors.split(", ")).described("ss_network_dim", "None"))
                        .properties())
                .containsEntry(ModelProperty.RANK, "16");
    }

    @Test
    void triggerWordsAreThoseOfTheAuthorElseTheMostFrequentTags() throws IOException {
        String tags = "{\"5_a\": {\"1girl\": 20, \"solo\": 5, \"panda\": 40}, \"1_b\": {\"solo\": 50, \"hat\": 20}}";

        assertThat(described("ss_tag_frequency", tags).triggerWords()).containsExactly("solo", "panda", "1girl", "hat");
        assertThat(read(new TestHeader()
                                .with(Dtype.F16, "a 1")
                                .described("modelspec.trigger_phrase", "ohwx panda, hat")
                                .described("ss_tag_frequency", tags))
                        .triggerWords())
                .containsExactly("ohwx panda", "hat");
    }

    @Test
    void onlyTheMostFrequentTagsAreKept() throws IOException {
        String tags = IntStream.range(0, 50_000)
                .mapToObj(at -> "\"tag " + at + "\": " + (at < 100 ? 1000 - at : 1))
                .collect(Collectors.joining(", ", "{\"a\": {", "}}"));

        assertThat(described("ss_tag_frequency", tags).triggerWords())
                .hasSize(ModelDescription.MAX_TRIGGER_WORDS)
                .startsWith("tag 0", "tag 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "5",
                "\"text\"",
                "[[1, 2], [3]]",
                "{\"a\": 5}",
                "{\"a\": {\"tag\": \"5\"}}",
                "{\"a\": {\"tag\": {\"deeper\": 5}}}",
                "{\"a\": {\"tag\": -5, \"none\": 0, \"half\": 0.5, \"null\": null, \"list\": [1]}}",
                "{\"a\": {\"tag\": 99999999999999999999999999999999}}",
                "{\"a\": {\"tag\": 5",
                "{\"a\": {\"tag\": 5}} }",
                "{'a': {'tag': 5}}",
                "<script>alert(1)</script>"
            })
    void tagsThatAreNoFrequenciesAreLeftOut(String tags) throws IOException {
        assertThat(described("ss_tag_frequency", tags).triggerWords()).isEmpty();
    }

    @Test
    void aCraftedFrequencyIsLeftOut() throws IOException {
        String deep = "{\"a\":".repeat(100_000);
        String nested = "[".repeat(1_000_000);
        String longName = "{\"a\": {\"" + "x".repeat(1_000_000) + "\": 5}}";
        String longer = "{\"a\": {\"tag\": 5}}" + " ".repeat(5_000_000);

        for (String tags : List.of(deep, nested, longName, longer)) {
            assertThat(described("ss_tag_frequency", tags).triggerWords()).isEmpty();
        }
        assertThat(described("ss_tag_frequency", "{\"a\": {\"<b>\\u202e\\u0000x\": 9223372036854775807}}")
                        .triggerWords())
                .containsExactly("<b>x");
    }

    @Test
    void textsAreBounded() throws IOException {
        ModelDescription description = read(new TestHeader()
                .with(Dtype.F16, "a 1")
                .described("modelspec.title", "\u202e<script>\u0000".repeat(100_000))
                .described("modelspec.description", "line\n".repeat(1_000_000))
                .described("modelspec.trigger_phrase", "word,".repeat(1_000_000))
                .described("ss_network_dim", "9".repeat(1_000_000))
                .described("unknown", "x".repeat(1_000_000)));

        assertThat(description.properties().values())
                .allSatisfy(text ->
                        assertThat(text).hasSizeLessThanOrEqualTo(500).doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
        assertThat(description.properties().get(ModelProperty.TITLE)).startsWith("<script><script>");
        assertThat(description.triggerWords()).containsExactly("word");
    }

    @Test
    void aHeaderOfManyAndLongNamesIsReadSoon() {
        TestHeader header = new TestHeader();
        for (int at = 0; at < 15_000; at++) {
            header.with(Dtype.F16, "transformer_blocks_" + at + "_attn2".repeat(25) + " 1x1");
        }
        header.with(Dtype.F16, "x".repeat(40_000) + " 1");

        assertTimeout(
                Duration.ofMinutes(1),
                () -> assertThat(read(header).parameters()).isEqualTo(15_001));
    }

    @Test
    void aFileThatIsNoModelHasNoDescription() throws IOException {
        SeekableByteChannel any = new TestHeader().with(Dtype.F16, "a 1").open();

        assertThat(reader.read(new CheckpointFileName("m.yaml"), any)).isEmpty();
        assertThat(reader.read(new CheckpointFileName("m.png"), any)).isEmpty();
        Path broken = Files.writeString(folder.resolve("m"), "{\"error\": \"a login is required\"}");
        try (SeekableByteChannel file = Files.newByteChannel(broken)) {
            assertThat(reader.read(SAFETENSORS, file)).isEmpty();
            assertThat(reader.read(new CheckpointFileName("m.ckpt"), file)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STABLE_DIFFUSION_1, CHECKPOINT, model.diffusion_model.out.2.weight cond_stage_model.transformer.text_model.embeddings.position_ids",
        "STABLE_DIFFUSION_2, CHECKPOINT, model.diffusion_model.out.2.weight cond_stage_model.model.ln_final.weight",
        "STABLE_DIFFUSION_XL, CHECKPOINT, model.diffusion_model.out.2.weight conditioner.embedders.1.model.ln_final.weight",
        "UNKNOWN, VAE, decoder.conv_in.weight",
        "UNKNOWN, IP_ADAPTER, image_proj proj.0.weight ip_adapter 0.to_q_lora.down.weight",
        "UNKNOWN, EMBEDDING, string_to_token string_to_param",
        "UNKNOWN, HYPERNETWORK, layer_structure activation_func",
        "UNKNOWN, UPSCALER, params_ema body.0.rdb1.conv1.weight",
        "UNKNOWN, UNKNOWN, a b"
    })
    void recognizesTorchFilesByTheirNamesAlone(ModelFamily family, ModelKind kind, String names) throws IOException {
        StringBuilder pickle = new StringBuilder("\u0080\u0002}(");
        for (String name : names.split(" ")) {
            pickle.append('U').append((char) name.length()).append(name).append("K\u0001");
        }
        Path torch = folder.resolve("m");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(torch))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle.append("u.").toString().getBytes(StandardCharsets.ISO_8859_1));
        }

        try (SeekableByteChannel file = Files.newByteChannel(torch)) {
            CheckpointFileName name = new CheckpointFileName("m.ckpt");
            assertThatCode(() -> new DefaultModelFileInspector().inspect(name, file))
                    .doesNotThrowAnyException();
            ModelDescription description = reader.read(name, file).orElseThrow();
            assertThat(description.family()).isEqualTo(family);
            assertThat(description.kind()).isEqualTo(kind);
            assertThat(description.precision()).isEmpty();
            assertThat(description.parameters()).isZero();
        }
    }
}
