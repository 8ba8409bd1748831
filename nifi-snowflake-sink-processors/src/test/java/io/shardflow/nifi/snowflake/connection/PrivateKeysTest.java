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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {

    private static final KeyPair KEYS = rsa();

    private static KeyPair rsa() {
        try {
            final KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(final Object object) throws IOException {
        final StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String encrypted(final ASN1ObjectIdentifier algorithm)
            throws IOException, OperatorCreationException {
        return pem(new JcaPKCS8Generator(
                KEYS.getPrivate(),
                new JceOpenSSLPKCS8EncryptorBuilder(algorithm)
                        .setProvider(new BouncyCastleProvider())
                        .setPassword("pass word".toCharArray())
                        .build()));
    }

    @Test
    void readsPlainKeysOfBothForms() throws IOException, OperatorCreationException {
        assertThat(PrivateKeys.parse(pem(new JcaPKCS8Generator(KEYS.getPrivate(), null)), ""))
                .isEqualTo(KEYS.getPrivate());
        assertThat(PrivateKeys.parse("\n" + pem(KEYS.getPrivate()), "")).isEqualTo(KEYS.getPrivate());
    }

    @Test
    void readsKeysEncryptedAsSnowflakeDocumentsAndAsOpenSslDoesByDefault()
            throws IOException, OperatorCreationException {
        for (final ASN1ObjectIdentifier algorithm :
                new ASN1ObjectIdentifier[] {PKCS8Generator.DES3_CBC, PKCS8Generator.AES_256_CBC}) {
            assertThat(PrivateKeys.parse(encrypted(algorithm), "pass word")).isEqualTo(KEYS.getPrivate());
        }
    }

    @Test
    void saysWhatIsWrongAndNothingOfTheKey() throws IOException, OperatorCreationException {
        final String encrypted = encrypted(PKCS8Generator.AES_256_CBC);
        assertThatThrownBy(() -> PrivateKeys.parse(encrypted, "")).hasMessageContaining("set its password");
        assertThatThrownBy(() -> PrivateKeys.parse(encrypted, "wrong"))
                .hasMessageContaining("check its password")
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> PrivateKeys.parse(pem(KEYS.getPublic()), ""))
                .hasMessageContaining("not a private key");
        assertThatThrownBy(() -> PrivateKeys.parse("MIIEvQ", "")).hasMessageContaining("not a private key");
        assertThatThrownBy(() -> PrivateKeys.parse(encrypted.substring(0, 300), "pass word"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("MII");
    }

    @Test
    void refusesOtherAlgorithms() throws NoSuchAlgorithmException, IOException {
        final String pem =
                pem(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate());
        assertThatThrownBy(() -> PrivateKeys.parse(pem, "")).hasMessageContaining("RSA");
    }
}
