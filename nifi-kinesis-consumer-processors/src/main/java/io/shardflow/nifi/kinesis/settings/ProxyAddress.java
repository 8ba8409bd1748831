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
package io.shardflow.nifi.kinesis.settings;

import java.net.URI;
import java.net.URISyntaxException;
import org.apache.nifi.proxy.ProxyConfiguration;

/** Where an HTTP proxy is. Pure. */
public final class ProxyAddress {

    private ProxyAddress() {}

    /**
     * The client for records would go past the proxy, without a word, for a host that an address cannot have.
     *
     * @throws IllegalArgumentException if its host is such a one; says so, and what to do
     */
    public static URI of(final ProxyConfiguration proxy) {
        final String host = proxy.getProxyServerHost();
        try {
            // puts an address of IPv6 in brackets if it has none
            return new URI("http", null, host, proxy.getProxyServerPort(), null, null, null);
        } catch (final URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the proxy's host \"" + host + "\" is no host name (letters, digits, hyphens and dots) and no IP"
                            + " address: give the proxy such a name, or its address",
                    e);
        }
    }
}
