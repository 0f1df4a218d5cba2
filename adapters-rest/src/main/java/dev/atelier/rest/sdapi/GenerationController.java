package dev.atelier.rest.sdapi;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.description.IdempotencyKeyParameter;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Generates and works on images by Real-time jobs, which are in the list of jobs as any other. */
@SdapiEnabled
@ApiController
@Tag(name = "webui")
@Controller
class GenerationController {

    private final GenerateImages images;

    GenerationController(GenerateImages images) {
        this.images = images;
    }

    @Post("/sdapi/v1/txt2img")
    @Operation(operationId = "WebUiTextToImage", summary = "Images of a prompt (SD WebUI)")
    @IdempotencyKeyParameter
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.TextToImage.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.GeneratedImages.class)))
    CompletionStage<HttpResponse<?>> textToImage(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        return images.run(caller, TaskType.TXT2IMG, body, request);
    }

    @Post("/sdapi/v1/img2img")
    @Operation(operationId = "WebUiImageToImage", summary = "Images of an image and a prompt (SD WebUI)")
    @IdempotencyKeyParameter
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.ImageToImage.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.GeneratedImages.class)))
    CompletionStage<HttpResponse<?>> imageToImage(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        return images.run(caller, TaskType.IMG2IMG, body, request);
    }

    @Post("/sdapi/v1/extra-single-image")
    @Operation(operationId = "WebUiUpscaleImage", summary = "An image, upscaled or restored (SD WebUI)")
    @IdempotencyKeyParameter
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.ExtraImage.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.ExtraResult.class)))
    CompletionStage<HttpResponse<?>> extraSingleImage(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        return images.run(caller, TaskType.EXTRA_SINGLE_IMAGE, body, request);
    }

    @Post("/sdapi/v1/extra-batch-images")
    @Operation(operationId = "WebUiUpscaleImages", summary = "Images, upscaled or restored (SD WebUI)")
    @IdempotencyKeyParameter
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.ExtraImages.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.ExtraResults.class)))
    CompletionStage<HttpResponse<?>> extraBatchImages(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        return images.run(caller, TaskType.EXTRA_BATCH_IMAGES, body, request);
    }

    @Post("/rembg")
    @Operation(operationId = "WebUiRemoveBackground", summary = "An image without its background (SD WebUI's rembg)")
    @IdempotencyKeyParameter
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.BackgroundRemoval.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.RemovedBackground.class)))
    CompletionStage<HttpResponse<?>> removeBackground(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        return images.run(caller, TaskType.REMBG, body, request);
    }

    @Post("/sdapi/v1/interrogate")
    @Operation(operationId = "WebUiCaptionImage", summary = "A caption of an image (SD WebUI)")
    @IdempotencyKeyParameter
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.ImageToCaption.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.Caption.class)))
    CompletionStage<HttpResponse<?>> interrogate(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        return images.run(caller, TaskType.INTERROGATE, body, request);
    }

    @Post("/controlnet/detect")
    @Operation(
            operationId = "WebUiDetect",
            summary = "The maps that a preprocessor makes of images (SD WebUI's ControlNet)")
    @IdempotencyKeyParameter
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.ImagesToDetect.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.DetectedMaps.class)))
    CompletionStage<HttpResponse<?>> detect(
            @CurrentCaller(permission = "inference:create") Caller caller,
            @Nullable @Body LazyJsonBody body,
            HttpRequest<?> request) {
        return images.run(caller, TaskType.DETECT, body, request);
    }

    @Post("/sdapi/v1/png-info")
    @Operation(operationId = "WebUiReadImageInfo", summary = "The parameters that are in the text of a PNG (SD WebUI)")
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.ImageFile.class)))
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.ImageInfo.class)))
    HttpResponse<?> pngInfo(
            @CurrentCaller(permission = "inference:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        Object image = LazyJsonBody.payload(body).toMap().get("image");
        if (!(image instanceof String base64)) {
            throw new InvalidFieldException("image", "field required", "value_error.missing");
        }
        Map<String, String> texts = PngText.read(decoded(base64));
        return SdapiJson.answer(Map.of(
                "info", texts.getOrDefault("parameters", ""), "items", new TreeMap<>(texts), "parameters", Map.of()));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64.substring(base64.indexOf(',') + 1));
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("image", "Invalid encoded image", "value_error");
        }
    }
}
