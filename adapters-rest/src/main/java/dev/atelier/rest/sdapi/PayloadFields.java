package dev.atelier.rest.sdapi;

import dev.atelier.domain.inference.TaskType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of WebUI's operations, 1.6 to 1.10, that are passed on. All others are ignored: clients send along what is
 * theirs, passwords among it.
 */
final class PayloadFields {

    private static final String INTEGERS =
            "seed subseed seed_resize_from_h seed_resize_from_w batch_size n_iter steps width"
                    + " height firstphase_width firstphase_height hr_second_pass_steps hr_resize_x hr_resize_y";
    private static final String NUMBERS =
            "subseed_strength cfg_scale eta denoising_strength s_min_uncond s_churn s_tmax s_tmin"
                    + " s_noise refiner_switch_at hr_scale distilled_cfg_scale";
    private static final String SWITCHES = "restore_faces tiling disable_extra_networks enable_hr";
    private static final String TEXTS = "prompt negative_prompt sampler_name sampler_index scheduler refiner_checkpoint"
            + " hr_upscaler hr_checkpoint_name hr_sampler_name hr_scheduler hr_prompt hr_negative_prompt script_name";
    private static final String OTHERS = "override_settings alwayson_scripts script_args";

    private static final Map<TaskType, Map<String, FieldType>> BY_TASK = Map.of(
            TaskType.TXT2IMG,
            generation("", "", "", "firstpass_image"),
            TaskType.IMG2IMG,
            generation(
                    "resize_mode mask_blur_x mask_blur_y mask_blur inpainting_fill inpaint_full_res_padding"
                            + " inpainting_mask_invert",
                    "image_cfg_scale initial_noise_multiplier",
                    "mask_round inpaint_full_res",
                    "init_images mask latent_mask"),
            TaskType.EXTRA_SINGLE_IMAGE,
            extras("image"),
            TaskType.EXTRA_BATCH_IMAGES,
            extras("imageList"),
            TaskType.REMBG,
            fields(
                    "alpha_matting_foreground_threshold alpha_matting_background_threshold alpha_matting_erode_size",
                    "",
                    "return_mask alpha_matting",
                    "model",
                    "input_image"),
            TaskType.DETECT,
            fields(
                    "controlnet_processor_res",
                    "controlnet_threshold_a controlnet_threshold_b",
                    "low_vram",
                    "controlnet_module",
                    "controlnet_input_images controlnet_masks"),
            TaskType.INTERROGATE,
            fields("", "", "", "model", "image"));

    private PayloadFields() {}

    /** The fields of the body that the task has, in their types; null counts as missing. */
    static Map<String, Object> read(TaskType task, Map<String, Object> body) {
        Map<String, FieldType> known = BY_TASK.get(task);
        Map<String, Object> payload = new LinkedHashMap<>();
        body.forEach((name, value) -> {
            if (value != null && known.containsKey(name)) {
                known.get(name).read(name, value).ifPresent(read -> payload.put(name, read));
            }
        });
        return payload;
    }

    private static Map<String, FieldType> generation(String integers, String numbers, String switches, String others) {
        return fields(
                INTEGERS + " " + integers,
                NUMBERS + " " + numbers,
                SWITCHES + " " + switches,
                TEXTS,
                OTHERS + " " + others);
    }

    private static Map<String, FieldType> extras(String images) {
        return fields(
                "resize_mode upscaling_resize_w upscaling_resize_h",
                "gfpgan_visibility codeformer_visibility codeformer_weight upscaling_resize extras_upscaler_2_visibility",
                "upscaling_crop upscale_first",
                "upscaler_1 upscaler_2",
                images);
    }

    private static Map<String, FieldType> fields(
            String integers, String numbers, String switches, String texts, String others) {
        Map<String, FieldType> fields = new HashMap<>();
        put(fields, FieldType.INTEGER, integers);
        put(fields, FieldType.NUMBER, numbers);
        put(fields, FieldType.SWITCH, switches);
        put(fields, FieldType.TEXT, texts);
        put(fields, FieldType.ANY, others);
        return Map.copyOf(fields);
    }

    private static void put(Map<String, FieldType> fields, FieldType type, String names) {
        for (String name : names.strip().split("\\s+", -1)) {
            if (!name.isEmpty()) {
                fields.put(name, type);
            }
        }
    }
}
