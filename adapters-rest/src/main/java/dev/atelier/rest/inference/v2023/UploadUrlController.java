package dev.atelier.rest.inference.v2023;

import dev.atelier.application.inference.PresignClientUpload;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.envelope.Api20230705;
import dev.atelier.rest.envelope.InvalidQueryParameterException;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Returns upload URLs for clients' own files. */
@Api20230705
@ApiController
@Tag(name = "inference")
@Controller("/inference/generate-s3-presigned-url-for-uploading")
class UploadUrlController {

    private static final String KEY = "key";

    private final PresignClientUpload presign;
    private final PublicUrlResolver links;

    UploadUrlController(PresignClientUpload presign, PublicUrlResolver links) {
        this.presign = presign;
        this.links = links;
    }

    @Get
    @Operation(
            operationId = "GeneratePresignedUrlForUploading",
            summary = "A URL, valid for one PUT within an hour, for a file below config/ or upload/ (2023-07-05)")
    @Parameter(name = "s3_bucket_name", ref = "#/components/parameters/s3_bucket_name")
    @Parameter(name = KEY, ref = "#/components/parameters/key")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = String.class)))
    @ApiResponse(
            responseCode = "422",
            content = @Content(schema = @Schema(implementation = InvalidQueryParameterException.Body.class)))
    HttpResponse<String> generateUrl(
            @CurrentCaller(permission = "inference:create") Caller caller, HttpRequest<?> request) {
        QueryParameters queryParameters = QueryParameters.of(request);
        String key = queryParameters.text(KEY).orElseThrow(() -> InvalidQueryParameterException.missing(KEY));
        String url = links.of(request).apply(presign.presign(caller, queryParameters.text("s3_bucket_name"), key));
        return ResponseEnvelope.bare(HttpStatus.OK, LazyJsonBody.quoted(url));
    }
}
