package io.jdock.image.registry;

import io.jdock.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts further certificates besides those that the JVM trusts. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * @param files each with one or more certificates in PEM or DER
     * @throws ImageException if one cannot be read
     */
    static SSLContext context(List<Path> files) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (X509Certificate usual : usual()) {
                trusted.setCertificateEntry("jvm-" + trusted.size(), usual);
            }
            for (Path file : files) {
                for (Certificate own : read(file)) {
                    trusted.setCertificateEntry("own-" + trusted.size(), own);
                }
            }
            TrustManagerFactory managers = factory(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new ImageException(files.toString(), "the certificates cannot be used: " + e.getMessage(), null, e);
        }
    }

    private static Iterable<? extends Certificate> read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(content);
            if (certificates.isEmpty()) {
                throw new ImageException(file.toString(), "there is no certificate in it", null);
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new ImageException(file.toString(), "this is no certificate: " + e.getMessage(), null, e);
        }
    }

    private static List<X509Certificate> usual() throws GeneralSecurityException {
        for (TrustManager manager : factory(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return List.of(x509.getAcceptedIssuers());
            }
        }
        return List.of();
    }

    private static TrustManagerFactory factory(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return managers;
    }
}
