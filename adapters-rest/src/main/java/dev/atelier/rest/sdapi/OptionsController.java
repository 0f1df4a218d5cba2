package dev.atelier.rest.sdapi;

import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The options of the caller, which no other user sees or is affected by. */
@SdapiEnabled
@ApiController
@Tag(name = "webui")
@Controller("/sdapi/v1/options")
class OptionsController {

    private final CallerOptions options;

    OptionsController(CallerOptions options) {
        this.options = options;
    }

    @Get
    @Operation(operationId = "WebUiGetOptions", summary = "The caller's own options (SD WebUI)")
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SdapiSchemas.WebUiOptions.class)))
    HttpResponse<?> getOptions(@CurrentCaller(permission = "inference:create") Caller caller) {
        return SdapiJson.answer(options.show(caller));
    }

    @Post
    @Operation(operationId = "WebUiSetOptions", summary = "Set options of the caller's own (SD WebUI)")
    @RequestBody(content = @Content(schema = @Schema(implementation = SdapiSchemas.WebUiOptions.class)))
    @ApiResponse(
            responseCode = "200",
            description = "null",
            content = @Content(schema = @Schema(type = "object", nullable = true)))
    HttpResponse<?> setOptions(
            @CurrentCaller(permission = "inference:create") Caller caller, @Nullable @Body LazyJsonBody body) {
        options.set(caller, LazyJsonBody.payload(body).toMap());
        return SdapiJson.answer(null);
    }
}
