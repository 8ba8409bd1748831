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
package io.shardflow.nifi.snowflake.ledger;

import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * Names one attempt to commit something: its transaction, its temporary objects, and, once committed, the token in the
 * ledger rows it set. Never used twice, neither here nor anywhere else, so equal tokens mean the same commit.
 *
 * @param value capital letters, digits and underscores: fit for an identifier without escapes
 */
public record AttemptId(String value) {

    /** @throws IllegalArgumentException if the value holds anything else */
    public AttemptId {
        Objects.requireNonNull(value, "value");
        if (!value.matches("[A-Z][A-Z0-9_]{0,99}")) {
            throw new IllegalArgumentException("an attempt id is made of capital letters, digits and underscores");
        }
    }

    /** A new id from a random UUID. @param beginning of the value, which an underscore follows */
    public static AttemptId random(final String beginning) {
        return new AttemptId(beginning + "_" + randomDigits());
    }

    /** The 32 digits of a random UUID, in capitals. */
    public static String randomDigits() {
        return UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
