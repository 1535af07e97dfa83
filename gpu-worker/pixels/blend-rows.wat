;; The inner loops of the paste, four pixels at once. A cell is four f32: mask, then three colours, luma first; a row of
;; the patch is $row bytes of cells. Places are those between cells. All addresses are bytes in the memory.
(module
  (import "paste" "memory" (memory 1))

  ;; The cell between four others: those at $at and to its right, and those below.
  (func $between (param $at i32) (param $row i32) (param $right v128) (param $down v128) (result v128)
    (call $mix
      (call $mix (v128.load (local.get $at)) (v128.load offset=16 (local.get $at)) (local.get $right))
      (call $mix
        (v128.load (local.tee $at (i32.add (local.get $at) (local.get $row))))
        (v128.load offset=16 (local.get $at))
        (local.get $right))
      (local.get $down)))

  (func $mix (param $a v128) (param $b v128) (param $share v128) (result v128)
    (f32x4.add (local.get $a) (f32x4.mul (f32x4.sub (local.get $b) (local.get $a)) (local.get $share))))

  ;; Four places from $first on, $step apart, none outside the cells.
  (func $places (param $first f32) (param $step f32) (param $last f32) (result v128)
    (f32x4.pmin (f32x4.splat (local.get $last)) (f32x4.pmax (v128.const f32x4 0 0 0 0) (f32x4.add
      (f32x4.splat (local.get $first))
      (f32x4.mul (f32x4.splat (local.get $step)) (v128.const f32x4 0 1 2 3))))))

  ;; Whole numbers of 0..2^23 as integers: the lowest bits of their sum with 2^23.
  (func $integers (param $whole v128) (result v128)
    (v128.and
      (f32x4.add (local.get $whole) (v128.const f32x4 0x1p23 0x1p23 0x1p23 0x1p23))
      (v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff)))

  ;; Moves the four bytes at $at towards values by shares, rounded once, half up. A share of 0 changes nothing.
  (func $move (param $at i32) (param $values v128) (param $shares v128)
    (local $before v128)
    (local.set $before (f32x4.convert_i32x4_u (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u
      (v128.load32_zero (local.get $at))))))
    (local.set $before (call $integers (f32x4.floor (f32x4.add
      (v128.const f32x4 0.5 0.5 0.5 0.5)
      (call $mix (local.get $before) (local.get $values) (local.get $shares))))))
    (local.set $before (i16x8.narrow_i32x4_s (local.get $before) (local.get $before)))
    (v128.store32_lane 0 (local.get $at) (i8x16.narrow_i16x8_u (local.get $before) (local.get $before))))

  ;; Blends the lumas of columns $start to $end - 1 of one row, and adds their weights up by chroma sample, of which each
  ;; has 2 to the power of $shift columns. $x is the multiple of four at or before $start. $luma and $sums are where
  ;; column 0 lies. $placeX and $placeY are those of $x, both moving on by their step.
  (func (export "lumaRow")
    (param $cells i32) (param $row i32) (param $last f32) (param $luma i32) (param $sums i32) (param $shift i32)
    (param $x i32) (param $start i32) (param $end i32) (param $blend f32)
    (param $placeX f32) (param $placeY f32) (param $stepX f32) (param $stepY f32)
    (local $px v128) (local $py v128) (local $left v128) (local $top v128) (local $at v128) (local $from i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $weights v128) (local $k f32)
    (local $columns v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $x) (local.get $end)))
        (local.set $px (call $places
          (f32.add (local.get $placeX) (f32.mul (local.get $k) (local.get $stepX))) (local.get $stepX) (local.get $last)))
        (local.set $py (call $places
          (f32.add (local.get $placeY) (f32.mul (local.get $k) (local.get $stepY))) (local.get $stepY) (local.get $last)))
        (local.set $left (f32x4.floor (local.get $px)))
        (local.set $top (f32x4.floor (local.get $py)))
        (local.set $px (f32x4.sub (local.get $px) (local.get $left)))
        (local.set $py (f32x4.sub (local.get $py) (local.get $top)))
        (local.set $at (i32x4.add
          (i32x4.mul (call $integers (local.get $top)) (i32x4.splat (local.get $row)))
          (i32x4.add (i32x4.splat (local.get $cells)) (i32x4.shl (call $integers (local.get $left)) (i32.const 4)))))
        (local.set $a (call $between (i32x4.extract_lane 0 (local.get $at)) (local.get $row)
          (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $px) (local.get $px))
          (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $py) (local.get $py))))
        (local.set $b (call $between (i32x4.extract_lane 1 (local.get $at)) (local.get $row)
          (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $px) (local.get $px))
          (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $py) (local.get $py))))
        (local.set $c (call $between (i32x4.extract_lane 2 (local.get $at)) (local.get $row)
          (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $px) (local.get $px))
          (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $py) (local.get $py))))
        (local.set $d (call $between (i32x4.extract_lane 3 (local.get $at)) (local.get $row)
          (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $px) (local.get $px))
          (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $py) (local.get $py))))
        ;; Masks and lumas of the four, side by side.
        (local.set $a (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b)))
        (local.set $c (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d)))
        (local.set $weights (f32x4.mul (f32x4.splat (local.get $blend))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))))
        (local.set $columns (i32x4.add (i32x4.splat (local.get $x)) (v128.const i32x4 0 1 2 3)))
        (local.set $weights (v128.and (local.get $weights) (v128.and
          (i32x4.ge_s (local.get $columns) (i32x4.splat (local.get $start)))
          (i32x4.lt_s (local.get $columns) (i32x4.splat (local.get $end))))))
        (call $move
          (i32.add (local.get $luma) (local.get $x))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))
          (local.get $weights))
        (local.set $from (i32.add (local.get $sums)
          (i32.shl (i32.shr_u (local.get $x) (local.get $shift)) (i32.const 2))))
        (if (local.get $shift)
          (then (v128.store64_lane 0 (local.get $from) (f32x4.add
            (v128.load64_zero (local.get $from))
            (f32x4.add
              (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $weights) (local.get $weights))
              (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $weights) (local.get $weights))))))
          (else (v128.store (local.get $from) (f32x4.add (v128.load (local.get $from)) (local.get $weights)))))
        (local.set $k (f32.add (local.get $k) (f32.const 4)))
        (local.set $x (i32.add (local.get $x) (i32.const 4)))
        (br $next))))

  ;; Blends the chroma samples $x to $end - 1 of one row with the weights that lumaRow added up, and clears those. What
  ;; lies within four of $end has to have the weight 0. $share is one by the luma pixels of a sample.
  (func (export "chromaRow")
    (param $cells i32) (param $row i32) (param $last f32) (param $u i32) (param $v i32) (param $sums i32)
    (param $x i32) (param $end i32) (param $share f32)
    (param $placeX f32) (param $placeY f32) (param $stepX f32) (param $stepY f32)
    (local $px v128) (local $py v128) (local $left v128) (local $top v128) (local $at v128) (local $from i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $weights v128) (local $k f32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $x) (local.get $end)))
        (local.set $px (call $places
          (f32.add (local.get $placeX) (f32.mul (local.get $k) (local.get $stepX))) (local.get $stepX) (local.get $last)))
        (local.set $py (call $places
          (f32.add (local.get $placeY) (f32.mul (local.get $k) (local.get $stepY))) (local.get $stepY) (local.get $last)))
        (local.set $left (f32x4.floor (local.get $px)))
        (local.set $top (f32x4.floor (local.get $py)))
        (local.set $px (f32x4.sub (local.get $px) (local.get $left)))
        (local.set $py (f32x4.sub (local.get $py) (local.get $top)))
        (local.set $at (i32x4.add
          (i32x4.mul (call $integers (local.get $top)) (i32x4.splat (local.get $row)))
          (i32x4.add (i32x4.splat (local.get $cells)) (i32x4.shl (call $integers (local.get $left)) (i32.const 4)))))
        (local.set $a (call $between (i32x4.extract_lane 0 (local.get $at)) (local.get $row)
          (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $px) (local.get $px))
          (i8x16.shuffle 0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3 (local.get $py) (local.get $py))))
        (local.set $b (call $between (i32x4.extract_lane 1 (local.get $at)) (local.get $row)
          (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $px) (local.get $px))
          (i8x16.shuffle 4 5 6 7 4 5 6 7 4 5 6 7 4 5 6 7 (local.get $py) (local.get $py))))
        (local.set $c (call $between (i32x4.extract_lane 2 (local.get $at)) (local.get $row)
          (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $px) (local.get $px))
          (i8x16.shuffle 8 9 10 11 8 9 10 11 8 9 10 11 8 9 10 11 (local.get $py) (local.get $py))))
        (local.set $d (call $between (i32x4.extract_lane 3 (local.get $at)) (local.get $row)
          (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $px) (local.get $px))
          (i8x16.shuffle 12 13 14 15 12 13 14 15 12 13 14 15 12 13 14 15 (local.get $py) (local.get $py))))
        ;; Both chroma values of the four, side by side.
        (local.set $a (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b)))
        (local.set $c (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d)))
        (local.set $from (i32.add (local.get $sums) (i32.shl (local.get $x) (i32.const 2))))
        (local.set $weights (f32x4.mul (f32x4.splat (local.get $share)) (v128.load (local.get $from))))
        (v128.store (local.get $from) (v128.const i32x4 0 0 0 0))
        (call $move
          (i32.add (local.get $u) (local.get $x))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
          (local.get $weights))
        (call $move
          (i32.add (local.get $v) (local.get $x))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))
          (local.get $weights))
        (local.set $k (f32.add (local.get $k) (f32.const 4)))
        (local.set $x (i32.add (local.get $x) (i32.const 4)))
        (br $next)))))
