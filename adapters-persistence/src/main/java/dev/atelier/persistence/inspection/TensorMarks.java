package dev.atelier.persistence.inspection;

import static dev.atelier.persistence.inspection.TensorMark.named;
import static dev.atelier.persistence.inspection.TensorMark.shaped;

import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import java.util.List;

/**
 * The names and shapes of tensors by which model files are recognized; of two that a file has, the earlier counts. They are facts of
 * the formats, from:
 *
 * <ul>
 *   <li>the published checkpoints: {@code model.diffusion_model}, {@code first_stage_model}, {@code cond_stage_model} of CompVis' and
 *       Stability's code, {@code conditioner} of generative-models; the text encoders' widths 768 (CLIP-L), 1024 (OpenCLIP-H), 2048
 *       (both encoders of XL) and 1280 (OpenCLIP-bigG, alone in the refiner) are the inputs of each {@code attn2.to_k}
 *   <li>ComfyUI, {@code comfy/model_detection.py}: what sets the other architectures apart, and {@code comfy/lora.py}: how adapters
 *       name their tensors
 *   <li>kohya-ss/sd-scripts, {@code networks/lora*.py}, and huggingface/peft: {@code lora_down} and {@code lora_A}
 *   <li>KohakuBlueleaf/LyCORIS, {@code lycoris/modules}: {@code hada_}, {@code lokr_}, {@code oft_}, {@code on_input}
 *   <li>lllyasviel/ControlNet, {@code cldm/cldm.py}; huggingface/diffusers, {@code models/controlnets}; tencent-ailab/IP-Adapter
 *   <li>AUTOMATIC1111/stable-diffusion-webui, {@code modules/textual_inversion} and {@code modules/hypernetworks}
 *   <li>xinntao/ESRGAN and Real-ESRGAN (BasicSR's RRDBNet and SRVGGNetCompact), JingyunLiang/SwinIR
 * </ul>
 */
final class TensorMarks {

    /** The module that an adapter changes begins here. */
    private static final String START = "(?:^|_)";

    /** A weight, or the part of an adapter that has the input of the weight in its second dimension. */
    private static final String INPUT = "_(?:weight|lora_down_weight|lora_a(?:_[a-z0-9]+)?_weight|hada_w[12]_b)$";

    /** Takes the text encoder's output in. */
    private static final String CROSS_ATTENTION = "attn2_(?:processor_)?to_k" + INPUT;

    /** Of A1111, and of diffusers, which names it after its token. */
    private static final String EMBEDDING = "^(?:emb_params|<[^<>]{1,100}>)$";

    /** Where an adapter has its rank in the first dimension. */
    static final String RANKED = "_(?:lora_down_weight|lora_a(?:_[a-z0-9]+)?_weight|hada_w1_b)$";

    /** A factor of a LoKr whose second dimension is a factor of the input of a cross attention. */
    static final String KRONECKER = "^(.*attn2_to_k)_lokr_w[12](?:_b)?$";

    static final List<TensorMark<ModelKind>> KINDS = List.of(
            // Before the LoRAs that some of them have in themselves; in torch files these texts stand alone.
            named(ModelKind.IP_ADAPTER, "^(?:ip_adapter|image_proj)(?:_|$)|_to_[kv]_ip_weight$"),
            named(ModelKind.LOKR, "_lokr_w[12](?:_[ab])?$"),
            named(ModelKind.LOHA, "_hada_w1_a$"),
            named(ModelKind.LYCORIS, "_(?:oft_blocks|oft_diag|on_input)$"),
            named(ModelKind.LORA, "_lora_(?:down|a|linear_layer_down)(?:_[a-z0-9]+)?_weight$"),
            named(
                    ModelKind.CONTROL_NET,
                    "^(?:control_model_|input_hint_block_|zero_convs_|controlnet_|lora_controlnet$)"),
            named(ModelKind.CHECKPOINT, "^model_diffusion_model_"),
            named(ModelKind.VAE, "^(?:first_stage_model_|vae_)?decoder_conv_in_weight$"),
            named(ModelKind.EMBEDDING, "^(?:clip_l|clip_g|t5xxl|string_to_param)$|" + EMBEDDING),
            named(ModelKind.UPSCALER, "^(?:body_0|rrdb_trunk_0|model_1_sub_0)_rdb1_conv1_"),
            named(ModelKind.UPSCALER, "^layers_0_residual_group_blocks_0_"),
            shaped(ModelKind.UPSCALER, "^body_0_weight$", 1, 3L),
            named(ModelKind.HYPERNETWORK, "^layer_structure$"),
            named(ModelKind.TEXT_ENCODER, "^(?:text_model_encoder_layers_0_|encoder_block_0_layer_0_selfattention_)"));

    static final List<TensorMark<ModelFamily>> FAMILIES = List.of(
            // Flux.2 shares one modulation among its blocks; those have 48 heads of 128.
            named(ModelFamily.FLUX_2, "double_stream_modulation_img_|attn_to_qkv_mlp_proj_"),
            shaped(ModelFamily.FLUX_2, "double_blocks_\\d+_(?:img|txt)_attn_(?:qkv|proj)" + INPUT, 1, 6144L),
            named(ModelFamily.CHROMA, START + "distilled_guidance_layer_"),
            // Hunyuan Video's blocks have the names of Flux.1's; it has 20 double ones, Flux.1 has 19.
            named(ModelFamily.HUNYUAN_VIDEO, "txt_in_individual_token_refiner_|" + START + "double_blocks_19_"),
            named(ModelFamily.AURA_FLOW, START + "double_layers_\\d+_attn_w1q|joint_transformer_blocks_\\d+_"),
            named(ModelFamily.STABLE_DIFFUSION_3, START + "joint_blocks_\\d+_(?:x|context)_block_"),
            // Of diffusers: 24 heads of 64 in 3 and 3.5 Medium, 38 in 3.5 Large.
            shaped(
                    ModelFamily.STABLE_DIFFUSION_3,
                    START + "transformer_blocks_\\d+_attn_(?:to_q|add_q_proj)" + INPUT,
                    1,
                    1536L,
                    2432L),
            named(
                    ModelFamily.FLUX_1,
                    START + "double_blocks_\\d+_(?:img|txt)_|" + START + "single_blocks_\\d+_(?:linear|modulation)|"
                            + "single_transformer_blocks_\\d+_"),
            named(ModelFamily.HUNYUAN_DIT, START + "mlp_t5_0_weight$"),
            named(ModelFamily.PIXART, START + "t_block_1_weight$"),
            named(ModelFamily.Z_IMAGE, START + "cap_pad_token$"),
            shaped(ModelFamily.LUMINA_2, START + "cap_embedder_1_weight$", 0, 2304L),
            named(ModelFamily.QWEN_IMAGE, START + "transformer_blocks_\\d+_img_mod_1_"),
            named(ModelFamily.WAN, START + "head_modulation$"),
            named(ModelFamily.STABLE_CASCADE, START + "clf_1_weight$"),
            named(ModelFamily.STABLE_VIDEO_DIFFUSION, "_time_stack_"),
            shaped(ModelFamily.STABLE_DIFFUSION_XL_REFINER, CROSS_ATTENTION, 1, 1280L),
            shaped(ModelFamily.STABLE_DIFFUSION_XL, CROSS_ATTENTION, 1, 2048L),
            // Only XL's transformers are ten deep, and only XL has a second CLIP beside a UNet.
            named(ModelFamily.STABLE_DIFFUSION_XL, "(?:_7_1|_attentions_\\d+)_transformer_blocks_9_"),
            named(
                    ModelFamily.STABLE_DIFFUSION_XL,
                    "^(?:conditioner_embedders_1_|lora_te2_text_model_|text_encoder_2_text_model_)"),
            named(ModelFamily.STABLE_DIFFUSION_3, "^t5xxl$"),
            named(ModelFamily.STABLE_DIFFUSION_XL, "^clip_g$"),
            shaped(ModelFamily.STABLE_DIFFUSION_2, CROSS_ATTENTION, 1, 1024L),
            named(ModelFamily.STABLE_DIFFUSION_2, "^cond_stage_model_model_"),
            shaped(ModelFamily.STABLE_DIFFUSION_2, EMBEDDING, TensorMark.LAST, 1024L),
            shaped(ModelFamily.STABLE_DIFFUSION_1, CROSS_ATTENTION, 1, 768L),
            named(ModelFamily.STABLE_DIFFUSION_1, "^cond_stage_model_transformer_"),
            shaped(ModelFamily.STABLE_DIFFUSION_1, EMBEDDING, TensorMark.LAST, 768L));

    private TensorMarks() {}
}
