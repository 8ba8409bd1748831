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

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stream as an operator names it: by its name, or by its ARN, without which a stream of another account cannot be told.
 *
 * @param arn set if it was given; requests then carry it instead of the name
 */
public record StreamReference(String name, Optional<String> arn) {

    private static final String NAME = "[a-zA-Z0-9_.-]{1,128}";
    private static final Pattern NAME_ONLY = Pattern.compile(NAME);

    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:kinesis:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):stream/(?<name>" + NAME + ")");

    /** Empty if the text is neither the name of a stream nor its ARN. */
    public static Optional<StreamReference> parse(final String text) {
        final Matcher arn = ARN.matcher(text);
        if (arn.matches()) {
            return Optional.of(new StreamReference(arn.group("name"), Optional.of(text)));
        }
        return NAME_ONLY.matcher(text).matches()
                ? Optional.of(new StreamReference(text, Optional.empty()))
                : Optional.empty();
    }

    /** The region that the ARN names. */
    public Optional<String> region() {
        return part("region");
    }

    /** The account that the ARN names. */
    public Optional<String> account() {
        return part("account");
    }

    private Optional<String> part(final String group) {
        return arn.map(ARN::matcher).filter(Matcher::matches).map(matcher -> matcher.group(group));
    }

    /** For requests, which take the name or the ARN: null if they take the ARN. */
    public String requestName() {
        return arn.isPresent() ? null : name;
    }

    /** For requests, which take the name or the ARN: null if they take the name. */
    public String requestArn() {
        return arn.orElse(null);
    }

    /** As it was given. */
    @Override
    public String toString() {
        return arn.orElse(name);
    }
}
