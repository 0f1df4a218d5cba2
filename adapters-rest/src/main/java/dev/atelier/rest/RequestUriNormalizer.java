package dev.atelier.rest;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;

/** Brings every request's target into its normal form before anything looks at it. */
@Sharable
final class RequestUriNormalizer extends ChannelInboundHandlerAdapter {

    static final RequestUriNormalizer INSTANCE = new RequestUriNormalizer();

    private RequestUriNormalizer() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            request.setUri(RequestUri.normalize(request.uri()));
        }
        context.fireChannelRead(message);
    }
}
