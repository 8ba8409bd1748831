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

/**
 * What is known of the numbers of a field.
 *
 * @param integerDigits most digits in front of the point
 * @param scale most digits behind the point, without trailing zeros
 * @param characters of the longest as it is written
 * @param doubleHeld whether a VARIANT holds one of them as a double
 * @param doubleSafe whether a double gives each of them back
 */
record NumberShape(int integerDigits, int scale, int characters, boolean doubleHeld, boolean doubleSafe) {

    static NumberShape of(final NumberScan number) {
        return new NumberShape(
                number.integerDigits(),
                number.scale(),
                number.characters(),
                number.isDoubleHeld(),
                number.survivesDouble());
    }

    NumberShape join(final NumberShape other) {
        return new NumberShape(
                Math.max(integerDigits, other.integerDigits),
                Math.max(scale, other.scale),
                Math.max(characters, other.characters),
                doubleHeld || other.doubleHeld,
                doubleSafe && other.doubleSafe);
    }

    /** Whether joining that number changes nothing. */
    boolean covers(final NumberScan number) {
        return number.integerDigits() <= integerDigits
                && number.scale() <= scale
                && number.characters() <= characters
                && (doubleHeld || !number.isDoubleHeld())
                && (!doubleSafe || number.survivesDouble());
    }
}
