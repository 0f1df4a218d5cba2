package dev.atelier.domain.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options of a LoRA training for which the client sets none: moderate in memory, and suitable for most subjects. A
 * default gives way where it would make an option of the client's ineffective or impossible.
 */
final class DefaultTrainingOptions {

    private DefaultTrainingOptions() {}

    /** @param client the options that the client sets, each of a valid type */
    static Map<String, Object> besides(Map<String, Object> client, FoundationModel foundation) {
        Map<String, Object> options = of(foundation);
        if (client.containsKey("learning_rate")) {
            options.keySet().removeAll(List.of("unet_lr", "text_encoder_lr"));
        }
        if (client.containsKey("max_train_steps")) {
            options.remove("max_train_epochs");
        }
        if (OptionRules.isOn(client, "network_train_text_encoder_only")
                || OptionRules.hasRate(client, "text_encoder_lr")) {
            options.remove("network_train_unet_only");
        }
        if (OptionRules.isOn(client, "network_train_text_encoder_only")) {
            options.remove("unet_lr");
        }
        if (OptionRules.isOn(client, "network_train_unet_only")) {
            options.remove("text_encoder_lr");
        }
        if (OptionRules.CHANGE_IMAGES.stream().anyMatch(name -> OptionRules.isOn(client, name))) {
            options.remove("cache_latents");
        }
        Stream.of("fp16", "bf16")
                .filter(precision -> OptionRules.isOn(client, "full_" + precision))
                .forEach(precision -> options.put("mixed_precision", precision));
        widenBuckets(options, client);
        return options;
    }

    private static void widenBuckets(Map<String, Object> options, Map<String, Object> client) {
        List<Integer> sides = OptionRules.sides(client.getOrDefault("resolution", options.get("resolution")));
        options.merge(
                "min_bucket_reso", sides.stream().min(Integer::compare).orElseThrow(), DefaultTrainingOptions::min);
        options.merge(
                "max_bucket_reso", sides.stream().max(Integer::compare).orElseThrow(), DefaultTrainingOptions::max);
    }

    private static Object min(Object one, Object other) {
        return Math.min((Integer) one, (Integer) other);
    }

    private static Object max(Object one, Object other) {
        return Math.max((Integer) one, (Integer) other);
    }

    private static Map<String, Object> of(FoundationModel foundation) {
        Map<String, Object> options = common();
        options.putAll(
                switch (foundation) {
                    case SD_1_5 ->
                        Map.of(
                                "resolution",
                                "512,512",
                                "max_bucket_reso",
                                1024,
                                "mixed_precision",
                                "fp16",
                                "text_encoder_lr",
                                5e-5);
                    // The text encoders of SDXL gain little and need much memory; its VAE overflows in half precision.
                    case SD_XL ->
                        Map.of(
                                "resolution",
                                "1024,1024",
                                "max_bucket_reso",
                                2048,
                                "mixed_precision",
                                "bf16",
                                "no_half_vae",
                                true,
                                "network_train_unet_only",
                                true);
                });
        return options;
    }

    private static Map<String, Object> common() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("network_module", "networks.lora");
        options.put("network_dim", 32);
        options.put("network_alpha", 16);
        options.put("optimizer_type", "AdamW8bit");
        options.put("learning_rate", 1e-4);
        options.put("unet_lr", 1e-4);
        options.put("lr_scheduler", "cosine");
        options.put("max_train_epochs", 10);
        options.put("train_batch_size", 1);
        options.put("seed", 42);
        options.put("min_snr_gamma", 5);
        options.put("caption_extension", ".txt");
        options.put("enable_bucket", true);
        options.put("min_bucket_reso", 256);
        options.put("bucket_reso_steps", 64);
        options.put("cache_latents", true);
        options.put("gradient_checkpointing", true);
        options.put("sdpa", true);
        options.put("max_data_loader_n_workers", 2);
        options.put("save_precision", "fp16");
        // Without a terminal, other log lines are wrapped at 80 columns, also within a name.
        options.put("console_log_simple", true);
        return options;
    }
}
