/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.connection;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Reads private keys from PEM text. Bouncy Castle does it, which NiFi supplies: the JDK, and with it the driver, cannot
 * decrypt the des3 keys that Snowflake's documentation of key-pair authentication tells users to make.
 */
public final class PrivateKeys {

    private PrivateKeys() {}

    /**
     * @param pem PKCS#8 or PKCS#1, with its BEGIN and END lines
     * @param password empty when the key is not encrypted
     * @throws IllegalArgumentException if there is no usable key; the message tells the remedy and nothing of the key
     */
    public static PrivateKey parse(final String pem, final String password) {
        final Provider provider = new BouncyCastleProvider();
        final Object found = read(pem);
        try {
            final PrivateKeyInfo key =
                    switch (found) {
                        case PrivateKeyInfo plain -> plain;
                        case PEMKeyPair pair -> pair.getPrivateKeyInfo();
                        case PKCS8EncryptedPrivateKeyInfo encrypted -> decrypt(encrypted, password, provider);
                        case null, default ->
                            throw new IllegalArgumentException(
                                    "not a private key in PEM form; paste the whole file, from BEGIN to END line");
                    };
            return requireRsa(new JcaPEMKeyConverter().getPrivateKey(key));
        } catch (final IOException e) {
            throw new IllegalArgumentException("the private key cannot be read; make a new RSA key in PKCS#8 form", e);
        }
    }

    /** @throws IllegalArgumentException if there is no key, or it is of a kind that Snowflake does not take */
    static PrivateKey requireRsa(final PrivateKey key) {
        if (!(key instanceof RSAPrivateKey)) {
            throw new IllegalArgumentException("not an RSA key; Snowflake key-pair authentication needs RSA");
        }
        return key;
    }

    private static Object read(final String pem) {
        try (PEMParser parser = new PEMParser(new StringReader(pem.trim()))) {
            return parser.readObject();
        } catch (final IOException e) {
            throw new IllegalArgumentException("damaged PEM text; paste the whole file with its line breaks", e);
        }
    }

    private static PrivateKeyInfo decrypt(
            final PKCS8EncryptedPrivateKeyInfo encrypted, final String password, final Provider provider) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("the private key is encrypted; set its password");
        }
        try {
            return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(provider)
                    .build(password.toCharArray()));
        } catch (final PKCSException | OperatorCreationException e) {
            throw new IllegalArgumentException("the private key cannot be decrypted; check its password", e);
        }
    }
}
