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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;

/**
 * The forms of property values. A property bound to a parameter that was left empty holds an empty text; where the
 * property is optional, that means "not set".
 */
public final class PropertyFormats {

    /**
     * 3 to 237 characters: the table's name has at most 255 (DynamoDB, naming rules), and the client library also asks
     * for tables of this name with a suffix of 18 characters.
     */
    private static final Pattern APPLICATION_NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,237}");

    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

    static final Validator APPLICATION = validator(
            APPLICATION_NAME.asMatchPredicate(), "has to have 3 to 237 characters of a-z, A-Z, 0-9, '_', '.', '-'");
    static final Validator STREAM = validator(
            text -> StreamReference.parse(text).isPresent(),
            "has to be a name of 1 to 128 characters of a-z, A-Z, 0-9, '_', '.', '-', or the ARN of a stream,"
                    + " arn:aws:kinesis:REGION:ACCOUNT:stream/NAME");
    static final Validator REGION_CODE = validator(
            RegionCodes::isPossible,
            code -> "has to be the code of an AWS region; the nearest known is " + RegionCodes.nearest(code));
    static final Validator OPTIONAL_ENDPOINT = validator(
            value -> value.isBlank() || isEndpoint(value),
            "has to be empty or an address, for example https://host:443");
    /** What {@link #instant} reads. */
    public static final Validator TIMESTAMP = validator(
            PropertyFormats::isTimestamp,
            "has to be an ISO 8601 time with zone, for example 2026-01-31T08:00:00Z, or milliseconds since 1970");
    /** Not blank. */
    public static final Validator PRESENT = validator(value -> !value.isBlank(), "has to be set");

    private PropertyFormats() {}

    private static Validator validator(final Predicate<String> valid, final String explanation) {
        return validator(valid, value -> explanation);
    }

    private static Validator validator(final Predicate<String> valid, final UnaryOperator<String> explanation) {
        return (subject, input, context) -> {
            final String value = input == null ? "" : input.trim();
            return new ValidationResult.Builder()
                    .subject(subject)
                    .input(input)
                    .valid(input != null && valid.test(value))
                    .explanation(explanation.apply(value))
                    .build();
        };
    }

    private static boolean isEndpoint(final String value) {
        try {
            final URI uri = new URI(value.trim());
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (final URISyntaxException e) {
            return false;
        }
    }

    private static boolean isTimestamp(final String value) {
        try {
            instant(value);
            return true;
        } catch (final DateTimeException e) {
            return false;
        }
    }

    /** @throws DateTimeException if the text is neither form, or not to be told in milliseconds */
    public static Instant instant(final String value) {
        final String text = value.trim();
        if (MILLIS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        final Instant time = OffsetDateTime.parse(text).toInstant();
        try {
            time.toEpochMilli();
        } catch (final ArithmeticException e) {
            throw new DateTimeException("too far from 1970 to be told in milliseconds", e);
        }
        return time;
    }
}
