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
package io.shardflow.systemtests.probes;

import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.oauth2.AccessToken;
import org.apache.nifi.oauth2.OAuth2AccessTokenProvider;

/** An OAuth token from a file. */
@CapabilityDescription("For tests: an OAuth token from a file.")
public class FileToken extends FileService implements OAuth2AccessTokenProvider {

    @Override
    public AccessToken getAccessDetails() {
        return new AccessToken(content(), "", "bearer", 600, "");
    }
}
