<?php
// Prints what Carbon prints, as JSON lines: {lib, option, locale, texts: [[lo, hi, text], ...]}. Run by harvest.py:
//     php harvest_php.php SETTINGS.json AUTOLOAD.php
declare(strict_types=1);
require $argv[2];

use Carbon\Carbon;
use Carbon\CarbonInterface;

$settings = json_decode(file_get_contents($argv[1]), true);
$grid = $settings['grid'];
date_default_timezone_set('UTC');
error_reporting(E_ALL & ~E_DEPRECATED);
$now = Carbon::createFromTimestampUTC($settings['now']);
Carbon::setTestNow($now);

function stretches(callable $print, array $grid): array
{
    $found = [];
    $start = $from = $grid[0];
    foreach ($grid as $age) {
        while ($print($from) !== $print($age)) {
            [$low, $high, $text] = [$from, $age, $print($from)];
            while ($high - $low > 1) {
                $middle = intdiv($low + $high, 2);
                if ($print($middle) === $text) {
                    $low = $middle;
                } else {
                    $high = $middle;
                }
            }
            $found[] = [$start, $low, $print($start)];
            $start = $from = $low + 1;
        }
        $from = $age;
    }
    $found[] = [$start, end($grid), $print($start)];
    return $found;
}

function retold(array $known, callable $print, array $grid): array
{
    $told = [];
    foreach ($known as [$low, $high]) {
        $text = $print($low);
        if ($print($high) !== $text || $print(intdiv($low + $high, 2)) !== $text) {
            return stretches($print, $grid);
        }
        $last = count($told) - 1;
        if ($last >= 0 && $told[$last][2] === $text) {
            $told[$last][1] = $high;
        } else {
            $told[] = [$low, $high, $text];
        }
    }
    return $told;
}

$words = CarbonInterface::JUST_NOW | CarbonInterface::ONE_DAY_WORDS | CarbonInterface::TWO_DAY_WORDS;
$options = ['default' => [], 'short' => ['short' => true], 'words' => ['options' => $words]];
$locales = array_values(array_unique(array_merge(['en'], Carbon::getAvailableLocales())));
foreach ($options as $option => $given) {
    $known = null;
    foreach ($locales as $locale) {
        try {
            $texts = [];
            $print = function (int $age) use ($now, $locale, $given): string {
                return $now->copy()->subSeconds($age)->locale($locale)->diffForHumans($given);
            };
            $texts = $known === null ? stretches($print, $grid) : retold($known, $print, $grid);
            $known ??= $texts;
            echo json_encode(['lib' => 'carbon', 'option' => $option, 'locale' => $locale, 'texts' => $texts], JSON_UNESCAPED_UNICODE), "\n";
        } catch (Throwable $error) {
            fwrite(STDERR, "carbon/$option $locale: {$error->getMessage()}\n");
        }
    }
}
