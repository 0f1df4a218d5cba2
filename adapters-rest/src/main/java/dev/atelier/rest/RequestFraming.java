package dev.atelier.rest;

import dev.atelier.domain.TextSanitizer;
import io.micronaut.http.HttpStatus;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Rejects requests that a proxy in front of this service could frame differently (RFC 9112, sections 6 and 11.2), those
 * of other major versions, and those that take too long, and reads nothing after them: the following bytes could be part
 * of the body. Netty's decoder rejects most of the first; its strictness can be lowered by system properties, it accepts
 * unknown transfer codings before {@code chunked}, and the framework takes a body that ends in a malformed chunk as
 * complete. One instance per connection, used by its event loop.
 */
final class RequestFraming extends ChannelDuplexHandler {

    private final ConnectionSettings settings;

    private RequestTimeouts timeouts;
    private HttpRequest current;
    private boolean receivingBody;
    private boolean received;
    private int unanswered;
    private boolean lastRequest;
    private boolean ended;

    RequestFraming(ConnectionSettings settings) {
        this.settings = settings;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timeouts = new RequestTimeouts(settings, reason -> expire(context, reason));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        received = true;
        if (ended) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            begin(context, request);
            context.fireChannelRead(request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            content.release();
            breakOff(
                    context,
                    new UnreadableRequestException(
                            HttpStatus.BAD_REQUEST, "the request body has malformed HTTP/1.1 chunks"));
        } else {
            if (message instanceof HttpContent content) {
                timeouts.bodyReceived(content.content().readableBytes());
            }
            if (message instanceof LastHttpContent) {
                endBody();
            }
            context.fireChannelRead(message);
        }
    }

    /** Bytes that are not yet a message, between requests, are the beginning of one. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!received && !receivingBody && !ended) {
            timeouts.headersBegun(context);
        }
        received = false;
        context.fireChannelReadComplete();
    }

    @Override
    public void read(ChannelHandlerContext context) {
        timeouts.readRequested();
        context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timeouts.stop();
        context.fireChannelInactive();
    }

    /** After the last response that is due, an ended connection closes. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            unanswered--;
        }
        context.write(
                message,
                ended && unanswered == 0 ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        current = request;
        unanswered++;
        if (request.decoderResult().isSuccess()) {
            check(request);
        }
        ended = request.decoderResult().isFailure();
        // Of several lengths in HTTP/1.0 the decoder takes the first and hides the others; connections end there
        // anyway.
        lastRequest = !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (ended || request instanceof LastHttpContent) {
            endBody();
        } else {
            receivingBody = true;
            timeouts.bodyBegun(context);
        }
    }

    private static void check(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (isAmbiguous(request.headers()) || !version.protocolName().equals(HttpVersion.HTTP_1_1.protocolName())) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("ambiguous framing")));
        } else if (version.majorVersion() != 1) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            request.setDecoderResult(DecoderResult.failure(new UnreadableRequestException(
                    HttpStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "the request line says " + TextSanitizer.quote(version.text())
                            + "; HTTP/1.1 and HTTP/1.0 are supported")));
        }
    }

    private void endBody() {
        receivingBody = false;
        timeouts.stop();
        ended = ended || lastRequest;
    }

    private void expire(ChannelHandlerContext context, UnreadableRequestException reason) {
        if (receivingBody) {
            breakOff(context, reason);
            return;
        }
        HttpRequest incomplete = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        incomplete.setDecoderResult(DecoderResult.failure(reason));
        begin(context, incomplete);
        context.fireChannelRead(incomplete);
        context.fireChannelReadComplete();
    }

    private void breakOff(ChannelHandlerContext context, UnreadableRequestException reason) {
        ended = true;
        endBody();
        current.setDecoderResult(DecoderResult.failure(reason));
        if (unanswered == 0) {
            context.close();
        } else {
            context.fireExceptionCaught(reason);
        }
    }

    private static boolean isAmbiguous(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean chunked = codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
        boolean sized = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        return !codings.isEmpty() && (!chunked || sized)
                || headers.getAll(HttpHeaderNames.HOST).size() > 1;
    }
}
