package io.jdock.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks whether an address answers as {@link Condition.Http} wants it.
 *
 * @param condition of which the address is not looked at
 * @param address the one to ask
 */
record HttpProbe(Condition.Http condition, URI address) {
    private static final int ANSWER_MILLIS = 2000;

    /** What of a body is looked at, in bytes. */
    private static final int BODY = 1 << 20;

    boolean answers() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(ANSWER_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        connection.setRequestMethod(condition.method());
        if (condition.anyCertificate() && connection instanceof HttpsURLConnection secured) {
            trustAll(secured);
        }
        try {
            int status = connection.getResponseCode();
            return status >= condition.leastStatus() && status <= condition.mostStatus() && bodyFits(connection);
        } catch (IOException e) {
            return false; // it does not answer yet
        } finally {
            connection.disconnect();
        }
    }

    private boolean bodyFits(HttpURLConnection connection) throws IOException {
        if (condition.body().isEmpty()) {
            return true;
        }
        InputStream stream = Optional.ofNullable(connection.getErrorStream()).orElseGet(InputStream::nullInputStream);
        try (InputStream body = connection.getResponseCode() < 400 ? connection.getInputStream() : stream) {
            String text = new String(body.readNBytes(BODY), StandardCharsets.UTF_8);
            return condition.body().get().matcher(text).find();
        }
    }

    private static void trustAll(HttpsURLConnection connection) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            connection.setSSLSocketFactory(context.getSocketFactory());
            connection.setHostnameVerifier((host, session) -> true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** For a service of one's own machine that made its certificate a moment ago. */
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
