package dev.atelier.rest.sdapi;

import dev.atelier.domain.inference.TaskType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request as WebUI reads it.
 *
 * @param payload what is passed on, without settings
 * @param settings those of the request's {@code override_settings}
 * @param sendImages whether the answer has the images
 * @param saveImages whether the images are to be kept, which they are in any case
 * @param taskId the client's name for the job; empty: none
 */
record GenerationRequest(
        TaskType task,
        Map<String, Object> payload,
        Map<String, Object> settings,
        boolean sendImages,
        boolean saveImages,
        String taskId) {

    static final String SETTINGS = "override_settings";
    static final String SAMPLER = "sampler_name";
    static final String SCHEDULER = "scheduler";

    private static final String TASK_ID = "force_task_id";
    private static final String SAMPLER_INDEX = "sampler_index";
    private static final String SCRIPT = "script_name";
    private static final String ENABLE_HR = "enable_hr";

    /** What is of the second pass, whose fields clients also send where there is none. */
    private static final Set<String> SECOND_PASS = Set.of(ENABLE_HR, "firstphase_width", "firstphase_height");

    /** Images, and what contains some. */
    private static final Set<String> WITH_IMAGES = Set.of(
            "init_images",
            "mask",
            "latent_mask",
            "firstpass_image",
            "image",
            "imageList",
            "input_image",
            "controlnet_input_images",
            "controlnet_masks",
            "alwayson_scripts");

    static GenerationRequest of(TaskType task, Map<String, Object> body) {
        Map<String, Object> payload = PayloadFields.read(task, body);
        Object settings = payload.remove(SETTINGS);
        if (settings != null && !(settings instanceof Map)) {
            throw new InvalidFieldException(SETTINGS, "value is not a valid dict", "type_error.dict");
        }
        if (task.needsCheckpoint()) {
            tidy(payload);
        }
        return new GenerationRequest(
                task,
                payload,
                settings == null ? Map.of() : texts((Map<?, ?>) settings),
                flag(body, "send_images", true),
                flag(body, "save_images", false),
                taskId(body));
    }

    /** Those that are given; clients without a checkpoint of their own leave its name empty. */
    private static Map<String, Object> texts(Map<?, ?> settings) {
        Map<String, Object> byName = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            if (value != null && !(name.equals(CallerOptions.CHECKPOINT) && isBlank(value))) {
                byName.put(name.toString(), value);
            }
        });
        return byName;
    }

    private static String taskId(Map<String, Object> body) {
        return Optional.ofNullable(body.get(TASK_ID))
                .flatMap(value -> FieldType.TEXT.read(TASK_ID, value))
                .map(Object::toString)
                .orElse("");
    }

    private static boolean flag(Map<String, Object> body, String name, boolean usual) {
        Object value = body.get(name);
        return value == null
                ? usual
                : (boolean) FieldType.SWITCH.read(name, value).orElse(usual);
    }

    private static void tidy(Map<String, Object> payload) {
        Object index = payload.remove(SAMPLER_INDEX);
        if (index != null && isBlank(payload.get(SAMPLER))) {
            payload.put(SAMPLER, index);
        }
        for (String name : List.of(SAMPLER, SCHEDULER, SCRIPT)) {
            if (isBlank(payload.get(name))) {
                payload.remove(name);
            }
        }
        if (!payload.containsKey(SCRIPT)) {
            payload.remove("script_args");
        }
        if (!Boolean.TRUE.equals(payload.get(ENABLE_HR))) {
            payload.keySet().removeIf(name -> name.startsWith("hr_") || SECOND_PASS.contains(name));
        }
        if (payload.get("alwayson_scripts") instanceof List<?> list && list.isEmpty()) {
            payload.remove("alwayson_scripts");
        }
    }

    private static boolean isBlank(Object name) {
        return name == null || name.toString().isBlank() || name.toString().equalsIgnoreCase("None");
    }

    /** The payload with the settings that are in force. */
    Map<String, Object> payload(Map<String, Object> inForce) {
        Map<String, Object> whole = new LinkedHashMap<>(payload);
        if (!inForce.isEmpty()) {
            whole.put(SETTINGS, inForce);
        }
        return whole;
    }

    /** The same without what is large, for answers that a node does not give. */
    GenerationRequest withoutImages() {
        Map<String, Object> rest = new LinkedHashMap<>(payload);
        rest.keySet().removeAll(WITH_IMAGES);
        return new GenerationRequest(task, rest, settings, sendImages, saveImages, taskId);
    }

    /** The parameters of the answer: as the node has echoed them, with what clients look for. */
    Map<String, Object> parameters(Map<String, Object> echoed) {
        Map<String, Object> parameters = new LinkedHashMap<>(echoed.isEmpty() ? payload : echoed);
        parameters.putIfAbsent("batch_size", 1);
        parameters.putIfAbsent("n_iter", 1);
        parameters.put("send_images", sendImages);
        parameters.put("save_images", saveImages);
        return parameters;
    }

    /** The info of a job that has none, with the fields that clients look for. */
    Map<String, Object> info(int images) {
        Map<String, Object> info = new LinkedHashMap<>();
        Object prompt = payload.getOrDefault("prompt", "");
        Object negative = payload.getOrDefault("negative_prompt", "");
        Object seed = payload.getOrDefault("seed", -1);
        Object subseed = payload.getOrDefault("subseed", -1);
        info.put("prompt", prompt);
        info.put("negative_prompt", negative);
        info.put("seed", seed);
        info.put("subseed", subseed);
        info.put("width", payload.getOrDefault("width", 512));
        info.put("height", payload.getOrDefault("height", 512));
        info.put("all_prompts", repeated(prompt, images));
        info.put("all_negative_prompts", repeated(negative, images));
        info.put("all_seeds", repeated(seed, images));
        info.put("all_subseeds", repeated(subseed, images));
        info.put("infotexts", repeated("", images));
        return info;
    }

    private static List<Object> repeated(Object value, int times) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            list.add(value);
        }
        return list;
    }
}
