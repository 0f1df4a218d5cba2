package dev.atelier.rest.description;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeIn;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** The general part of the OpenAPI description. Combinations of security schemes are in {@code src/main/openapi}. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Atelier",
                        version = "1.5.0",
                        description = "One REST API in front of any Stable Diffusion compute. Every operation answers"
                                + " under /prod as well.",
                        license = @License(name = "Apache-2.0")))
@SecurityScheme(
        name = "x-api-key",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.HEADER,
        paramName = "x-api-key",
        description = "Authenticates the client.")
@SecurityScheme(
        name = "username",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.HEADER,
        paramName = "username",
        description = "The user for whom the client acts (1.5.0).")
@SecurityScheme(
        name = "Authorization",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "The user for whom the client acts (1.4.0): the user name's UTF-8 bytes in base16.")
final class OpenApiDefinition {

    /** The build's output folder. */
    static final String FILE = "META-INF/swagger/atelier.json";

    private OpenApiDefinition() {}
}
