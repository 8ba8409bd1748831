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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.oauth2.AccessToken;
import org.apache.nifi.oauth2.OAuth2AccessTokenProvider;

/** An OAuth token from a file. */
@CapabilityDescription("For tests: an OAuth token from a file.")
public class FileToken extends AbstractControllerService implements OAuth2AccessTokenProvider {

    private static final PropertyDescriptor FILE = new PropertyDescriptor.Builder()
            .name("File")
            .required(true)
            .addValidator(Validator.VALID)
            .build();

    private volatile Path file;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(FILE);
    }

    @OnEnabled
    public void enable(final ConfigurationContext context) {
        file = Path.of(context.getProperty(FILE).getValue());
    }

    @Override
    public AccessToken getAccessDetails() {
        try {
            return new AccessToken(Files.readString(file), "", "bearer", 600, "");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
