package dev.atelier.rest.sdapi;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.Set;

/** WebUI's lists, and what would change a node itself, which no client may do. */
@SdapiEnabled
@ApiController
@Tag(name = "webui")
@Controller
class ListController {

    /** Lists are always those of now, and which model is loaded is the service's own business. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "refresh-checkpoints",
            "refresh-vae",
            "refresh-loras",
            "refresh-embeddings",
            "unload-checkpoint",
            "reload-checkpoint");

    private static final Set<String> NOT_SERVED = Set.of("server-stop", "server-kill", "server-restart");

    private final NodeLists lists;

    ListController(NodeLists lists) {
        this.lists = lists;
    }

    @Get("/sdapi/v1/{list}")
    @Operation(
            operationId = "WebUiList",
            summary =
                    "One of the lists of SD WebUI: sd-models, sd-vae, loras, embeddings, hypernetworks, samplers, schedulers,"
                            + " upscalers, latent-upscale-modes, face-restorers, prompt-styles, scripts, script-info, extensions, memory,"
                            + " cmd-flags")
    @ApiResponse(
            responseCode = "200",
            description = "A list or an object.",
            content = @Content(schema = @Schema(implementation = Object.class)))
    HttpResponse<?> list(@CurrentCaller(permission = "inference:create") Caller caller, String list) {
        return SdapiJson.answer(lists.find(caller, list).orElseThrow(ListController::unknown));
    }

    @Get("/controlnet/{list}")
    @Operation(
            operationId = "WebUiControlNetList",
            summary = "One of ControlNet's lists: version, settings, model_list, module_list, control_types")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Object.class)))
    HttpResponse<?> controlNetList(@CurrentCaller(permission = "inference:create") Caller caller, String list) {
        return SdapiJson.answer(lists.findOfControlNet(caller, list).orElseThrow(ListController::unknown));
    }

    @Post("/sdapi/v1/{command}")
    @Operation(
            operationId = "WebUiCommand",
            summary = "The refresh-*, unload-checkpoint and reload-checkpoint of SD WebUI, which have no effect here")
    @ApiResponse(
            responseCode = "200",
            description = "An empty object.",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.WebUiNothing.class)))
    HttpResponse<?> command(@CurrentCaller(permission = "inference:create") Caller caller, String command) {
        if (NOT_SERVED.contains(command)) {
            throw notServed("/sdapi/v1/" + command);
        }
        if (!WITHOUT_EFFECT.contains(command)) {
            throw unknown();
        }
        return SdapiJson.answer(Map.of());
    }

    @Hidden
    @Post(uris = {"/sdapi/v1/train/{what}", "/sdapi/v1/create/{what}"})
    HttpResponse<?> train(@CurrentCaller(permission = "inference:create") Caller caller, String what) {
        throw notServed("this operation");
    }

    private static NotSupportedException notServed(String operation) {
        return new NotSupportedException(
                operation + " is not served: it would change a node or occupy one outside the queue");
    }

    private static NotFoundException unknown() {
        return new NotFoundException("there is no operation of this name");
    }
}
