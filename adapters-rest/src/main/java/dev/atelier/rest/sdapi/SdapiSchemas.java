package dev.atelier.rest.sdapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** The bodies of WebUI's operations, for the OpenAPI description only: those that are read leniently have more fields. */
final class SdapiSchemas {

    private SdapiSchemas() {}

    /**
     * Images to generate; WebUI's further fields are passed on, and others ignored.
     *
     * @param overrideSettings options of this request alone, such as sd_model_checkpoint
     * @param taskId a name for the job, for /internal/progress
     */
    record TextToImage(
            @Nullable String prompt,
            @Nullable @JsonProperty("negative_prompt") String negativePrompt,
            @Nullable Long seed,
            @Nullable Integer steps,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable @JsonProperty("cfg_scale") Double cfgScale,
            @Nullable @JsonProperty("sampler_name") String samplerName,
            @Nullable String scheduler,
            @Nullable @JsonProperty("batch_size") Integer batchSize,
            @Nullable @JsonProperty("n_iter") Integer iterations,
            @Nullable @JsonProperty("override_settings") Map<String, Object> overrideSettings,
            @Nullable @JsonProperty("alwayson_scripts") Map<String, Object> scripts,
            @Nullable @JsonProperty("force_task_id") String taskId,
            @Nullable @JsonProperty("send_images") Boolean sendImages,
            @Nullable @JsonProperty("save_images") Boolean saveImages) {}

    /**
     * Images to generate from others.
     *
     * @param initImages in base64
     * @param mask in base64; white where the image is to change
     */
    record ImageToImage(
            @JsonProperty("init_images") List<String> initImages,
            @Nullable String mask,
            @Nullable @JsonProperty("denoising_strength") Double denoisingStrength,
            @Nullable String prompt,
            @Nullable @JsonProperty("negative_prompt") String negativePrompt,
            @Nullable Long seed,
            @Nullable Integer steps,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable @JsonProperty("override_settings") Map<String, Object> overrideSettings,
            @Nullable @JsonProperty("force_task_id") String taskId) {}

    /**
     * @param images in base64
     * @param parameters the request, as the node has understood it
     * @param info JSON as a text
     */
    record GeneratedImages(List<String> images, Map<String, Object> parameters, String info) {}

    /** @param image in base64 */
    record ExtraImage(
            String image,
            @Nullable @JsonProperty("upscaler_1") String upscaler,
            @Nullable @JsonProperty("upscaling_resize") Double resize) {}

    record ExtraImages(
            List<NamedImage> imageList,
            @Nullable @JsonProperty("upscaler_1") String upscaler,
            @Nullable @JsonProperty("upscaling_resize") Double resize) {}

    /** @param data in base64 */
    record NamedImage(String data, String name) {}

    record ExtraResult(@JsonProperty("html_info") String htmlInfo, String image) {}

    record ExtraResults(@JsonProperty("html_info") String htmlInfo, List<String> images) {}

    record BackgroundRemoval(
            @JsonProperty("input_image") String inputImage,
            @Nullable String model,
            @Nullable @JsonProperty("return_mask") Boolean returnMask) {}

    record RemovedBackground(String image) {}

    /**
     * An image to describe.
     *
     * @param image in base64
     * @param model clip or deepdanbooru
     */
    record ImageToCaption(String image, @Nullable String model) {}

    record Caption(String caption) {}

    /**
     * Images for one of ControlNet's preprocessors.
     *
     * @param images in base64
     * @param module the preprocessor, one of /controlnet/module_list
     */
    record ImagesToDetect(
            @JsonProperty("controlnet_input_images") List<String> images,
            @Nullable @JsonProperty("controlnet_module") String module,

            @Nullable @JsonProperty("controlnet_processor_res")
            Integer resolution,

            @Nullable @JsonProperty("controlnet_threshold_a")
            Double thresholdA,

            @Nullable @JsonProperty("controlnet_threshold_b")
            Double thresholdB) {}

    record DetectedMaps(List<String> images, String info) {}

    /** @param image in base64 */
    record ImageFile(String image) {}

    /**
     * What is in a file.
     *
     * @param info the parameters of its generation, as text; empty without any
     * @param items all texts by keyword
     */
    record ImageInfo(String info, Map<String, String> items, Map<String, Object> parameters) {}

    /** Nothing. */
    record WebUiNothing() {}

    /**
     * Some of the options; there may be any other.
     *
     * @param checkpoint the title of a checkpoint
     * @param any any other option
     */
    record WebUiOptions(
            @Nullable @JsonProperty("sd_model_checkpoint") String checkpoint,
            @Nullable @JsonProperty("sd_vae") String vae,

            @Nullable @JsonProperty("CLIP_stop_at_last_layers")
            Integer clipSkip,

            @Nullable @JsonProperty("*") String any) {}

    /**
     * How far a job is.
     *
     * @param progress from 0 to 1; 0 when there is none
     * @param etaRelative in seconds: the node's estimate, or how long the job will wait
     * @param currentImage a preview in base64
     * @param textInfo the place in the queue, and how long that takes
     */
    record WebUiProgress(
            double progress,
            @JsonProperty("eta_relative") double etaRelative,
            WebUiProgressState state,
            @Nullable @JsonProperty("current_image") String currentImage,
            @Nullable @JsonProperty("textinfo") String textInfo) {}

    /**
     * Which job is asked for.
     *
     * @param idTask what its request has in force_task_id
     * @param previewId the id of the preview that the client has, which is not sent again
     * @param preview whether to send one
     */
    record WebUiTask(
            @Nullable @JsonProperty("id_task") String idTask,
            @Nullable @JsonProperty("id_live_preview") Long previewId,
            @Nullable @JsonProperty("live_preview") Boolean preview) {}

    /**
     * How far it is.
     *
     * @param progress from 0 to 1; null unless it is active
     * @param eta the node's estimate in seconds
     * @param preview as a data URL
     * @param previewId -1 unless the job is active
     * @param textInfo the place in the queue, and how long that takes
     */
    record WebUiTaskProgress(
            boolean active,
            boolean queued,
            boolean completed,
            @Nullable Double progress,
            @Nullable Double eta,
            @Nullable @JsonProperty("live_preview") String preview,
            @JsonProperty("id_live_preview") long previewId,
            @Nullable @JsonProperty("textinfo") String textInfo) {}

    /** @param jobCount 0 when there is none */
    record WebUiProgressState(
            boolean skipped,
            boolean interrupted,
            @JsonProperty("stopping_generation") boolean stopping,
            String job,
            @JsonProperty("job_count") int jobCount,
            @JsonProperty("job_timestamp") String jobTimestamp,
            @JsonProperty("job_no") int jobNo,
            @JsonProperty("sampling_step") int samplingStep,
            @JsonProperty("sampling_steps") int samplingSteps) {}
}
