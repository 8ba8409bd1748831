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
package io.shardflow.nifi.snowflake.schema;

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.schema.Verdict.Misfit;

/** Why a field has no place in a load, whatever its values are. */
final class FieldMisfit {

    private FieldMisfit() {}

    static Misfit noColumn(final String field) {
        return new Misfit(
                field,
                "the table has no column for it",
                "add the column; or let PutSnowflake add it: Unknown Fields set to Evolve, and a role that owns the table");
    }

    static Misfit tooLongAName(final String beginning) {
        return new Misfit(
                beginning,
                "the name of the field is longer than the " + Identifier.MAX_LENGTH + " characters of a column's name",
                "rename it");
    }

    static Misfit tooManySpellings(final String field, final int most) {
        return new Misfit(
                field,
                "more than " + most + " fields that are loaded together differ from it only in case",
                "write the name in one way, or name columns as they are written");
    }

    static Misfit noRoom(final String field) {
        return new Misfit(
                field,
                "the records that are loaded together have more different fields than one statement can name",
                "divide the FlowFile, or send what has ever new names as names and values in one field");
    }

    static Misfit overflowOfAnotherType(final String field, final DescribedColumn overflow) {
        return new Misfit(
                field,
                "the overflow column " + overflow.name() + " is " + overflow.type(),
                "name a VARIANT column, or one that the table does not have yet");
    }
}
